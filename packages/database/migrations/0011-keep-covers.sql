-- Uploaded covers: the picture lies in the bucket, its name here.

-- A row is written before its picture is, so that none is ever forgotten in the bucket. `kept` turns false before the
-- picture goes; the foreign key below sees to it that no event has or gets a picture that goes.
CREATE TABLE media (
  file text PRIMARY KEY CHECK (file ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(jpg|png|webp)$'),
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  kept boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (promoter_id, file, kept)
);
CREATE INDEX media_created_at ON media (created_at);

ALTER TABLE events
  ADD COLUMN cover text,
  ADD COLUMN cover_width integer CHECK (cover_width BETWEEN 1 AND 6000),
  ADD COLUMN cover_height integer CHECK (cover_height BETWEEN 1 AND 6000),
  ADD COLUMN cover_kept boolean NOT NULL GENERATED ALWAYS AS (true) STORED,
  ADD CONSTRAINT events_cover_check
    CHECK ((cover IS NULL) = (cover_width IS NULL) AND (cover IS NULL) = (cover_height IS NULL)),
  ADD CONSTRAINT events_cover_fkey FOREIGN KEY (promoter_id, cover, cover_kept)
    REFERENCES media (promoter_id, file, kept);
CREATE INDEX events_cover ON events (promoter_id, cover) WHERE cover IS NOT NULL;

GRANT SELECT (cover, cover_width, cover_height) ON events TO liveotter_public;
GRANT SELECT, INSERT (file, promoter_id) ON media TO liveotter_promoter;
GRANT SELECT, UPDATE (kept), DELETE ON media TO liveotter_jobs;
GRANT SELECT ON media TO liveotter_reporting;

ALTER TABLE media ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON media TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY jobs_all ON media TO liveotter_jobs USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON media FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON media TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
