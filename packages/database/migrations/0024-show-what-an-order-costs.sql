-- Fans see what every order costs besides its tickets where they first see a price.
GRANT SELECT (fee_per_order) ON events TO liveotter_public;
