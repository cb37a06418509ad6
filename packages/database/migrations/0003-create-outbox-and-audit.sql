-- What follows from a change: who hears of it (outbox), who did it (audit log), and that it happens once (keys).

CREATE TABLE outbox (
  -- Given out while the aggregate's row is locked, so that it counts up in the order of commits per aggregate.
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL CHECK (consumer IN ('search', 'snapshot', 'cache')),
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  aggregate_id uuid NOT NULL,
  topic text NOT NULL CHECK (length(topic) BETWEEN 1 AND 100),
  payload jsonb NOT NULL DEFAULT '{}' CHECK (pg_column_size(payload) <= 65536),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
  -- A claim: until then nobody else takes the row, afterwards anybody may.
  locked_until timestamptz(3),
  claim uuid,
  parked_at timestamptz(3),
  last_error text CHECK (length(last_error) <= 2000),
  done_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (done_at IS NULL OR parked_at IS NULL),
  CHECK ((locked_until IS NULL) = (claim IS NULL))
);
CREATE INDEX outbox_open_by_aggregate ON outbox (consumer, aggregate_id, id) WHERE done_at IS NULL;
CREATE INDEX outbox_open_in_order ON outbox (consumer, id) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_parked ON outbox (id) WHERE parked_at IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  -- A person's id, kept without a foreign key: the log outlives the account.
  actor_id uuid,
  action text NOT NULL CHECK (length(action) BETWEEN 1 AND 100),
  subject_id uuid NOT NULL,
  details jsonb NOT NULL DEFAULT '{}' CHECK (pg_column_size(details) <= 65536),
  request_id text CHECK (length(request_id) <= 100),
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_of_promoter ON audit_log (promoter_id, id DESC);
CREATE INDEX audit_log_of_subject ON audit_log (promoter_id, subject_id, id DESC);

CREATE TABLE idempotency_keys (
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  -- SHA-256 of the request, in hex: the same key for another request is a conflict.
  request_hash text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  -- What the request made.
  subject_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (promoter_id, key)
);
CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

CREATE TABLE catalogue_version (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version bigint NOT NULL CHECK (version > 0),
  at timestamptz(3) NOT NULL
);
INSERT INTO catalogue_version (version, at) VALUES (1, now());

GRANT SELECT ON catalogue_version TO liveotter_public, liveotter_jobs, liveotter_reporting, liveotter_promoter;
-- Bumped by jobs alone, once per drain: promoters never wait for one another on this row.
GRANT UPDATE (version, at) ON catalogue_version TO liveotter_jobs;

GRANT INSERT (consumer, promoter_id, aggregate_id, topic, payload), SELECT ON outbox TO liveotter_promoter;
GRANT SELECT, DELETE,
  UPDATE (attempts, next_attempt_at, locked_until, claim, parked_at, last_error, done_at) ON outbox TO liveotter_jobs;
GRANT SELECT ON outbox TO liveotter_reporting;
GRANT INSERT (promoter_id, actor_id, action, subject_id, details, request_id), SELECT
  ON audit_log TO liveotter_promoter;
GRANT SELECT ON audit_log TO liveotter_reporting;
GRANT INSERT (promoter_id, key, request_hash, subject_id), SELECT ON idempotency_keys TO liveotter_promoter;
GRANT SELECT, DELETE ON idempotency_keys TO liveotter_jobs;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON outbox TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY jobs_all ON outbox TO liveotter_jobs USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON outbox FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON outbox TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON audit_log TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON audit_log FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON audit_log TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON idempotency_keys TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY jobs_all ON idempotency_keys TO liveotter_jobs USING (true) WITH CHECK (true);
CREATE POLICY own ON idempotency_keys TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
