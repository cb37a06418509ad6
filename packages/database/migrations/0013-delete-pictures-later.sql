-- Pages that are cached still show a picture that was replaced: it goes some days after nobody uses it any more.

ALTER TABLE media ADD COLUMN dropped_at timestamptz(3),
  ADD CONSTRAINT media_dropped_check CHECK (kept = (dropped_at IS NULL));
CREATE INDEX media_dropped_at ON media (dropped_at) WHERE NOT kept;
GRANT UPDATE (dropped_at) ON media TO liveotter_jobs;
