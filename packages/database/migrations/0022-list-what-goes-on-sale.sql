-- "On sale soon" is read in the order in which sales open.
CREATE INDEX events_listed_by_opening ON events (on_sale_at, id) WHERE listed AND on_sale_at IS NOT NULL;
