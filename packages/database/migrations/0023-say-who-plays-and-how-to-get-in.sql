-- Who plays, and what somebody should know who needs a ramp, a seat, an interpreter or a companion.
ALTER TABLE events
  ADD COLUMN line_up text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(line_up) <= 50 AND length(array_to_string(line_up, '')) <= 6000),
  ADD COLUMN access_info text NOT NULL DEFAULT '' CHECK (length(access_info) <= 5000);
GRANT SELECT (line_up, access_info) ON events TO liveotter_public;
