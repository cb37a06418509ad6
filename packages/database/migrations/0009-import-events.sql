-- Imports of files: what was asked for, how far it is, what became of each row, and which event stands for which row.

CREATE TABLE imports (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  -- Who asked; kept without a foreign key, as in the audit log.
  user_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  format text NOT NULL CHECK (format IN ('csv', 'json')),
  publish boolean NOT NULL,
  genre text NOT NULL CHECK (genre ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(genre) <= 40),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  total_bytes bigint NOT NULL CHECK (total_bytes > 0),
  state text NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'running', 'done', 'failed', 'undoing', 'undone')),
  -- Where to read on: all before it is dealt with, in the transaction that moved it here.
  bytes bigint NOT NULL DEFAULT 0 CHECK (bytes BETWEEN 0 AND total_bytes),
  -- What the reader has to know beside that: the header, the number of the next row.
  reader jsonb CHECK (pg_column_size(reader) <= 65536),
  created integer NOT NULL DEFAULT 0 CHECK (created >= 0),
  updated integer NOT NULL DEFAULT 0 CHECK (updated >= 0),
  unchanged integer NOT NULL DEFAULT 0 CHECK (unchanged >= 0),
  rejected integer NOT NULL DEFAULT 0 CHECK (rejected >= 0),
  undone integer NOT NULL DEFAULT 0 CHECK (undone >= 0),
  ignored_columns text[] NOT NULL DEFAULT '{}' CHECK (cardinality(ignored_columns) <= 50),
  trouble text CHECK (length(trouble) <= 500),
  attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Its place among what its promoter asked for: imports and undos in turn.
  queued_at timestamptz(3) NOT NULL DEFAULT now(),
  next_attempt_at timestamptz(3) NOT NULL DEFAULT now(),
  -- A claim: until then nobody else works at it, afterwards anybody may.
  locked_until timestamptz(3),
  claim uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  CHECK ((locked_until IS NULL) = (claim IS NULL)),
  UNIQUE (promoter_id, id)
);
CREATE INDEX imports_open ON imports (promoter_id, queued_at, id) WHERE state IN ('queued', 'running', 'undoing');
CREATE INDEX imports_of_promoter ON imports (promoter_id, id DESC);

CREATE TABLE import_rows (
  promoter_id uuid NOT NULL,
  import_id uuid NOT NULL,
  line integer NOT NULL CHECK (line > 0),
  outcome text NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'rejected')),
  -- Without a foreign key: the report outlives the event.
  event_id uuid,
  name text NOT NULL CHECK (length(name) <= 200),
  errors jsonb NOT NULL DEFAULT '[]' CHECK (pg_column_size(errors) <= 65536),
  -- Of an updated event, all that the update replaced: what undoing puts back.
  before jsonb,
  PRIMARY KEY (import_id, line),
  FOREIGN KEY (promoter_id, import_id) REFERENCES imports (promoter_id, id)
);
CREATE INDEX import_rows_by_outcome ON import_rows (import_id, outcome, line);

-- Which event a row stands for, so that the same row again makes none and a changed one changes it.
CREATE TABLE imported_events (
  promoter_id uuid NOT NULL,
  -- SHA-256 in hex of what identifies a row: the promoter's own id for it, or its name, day, place and address.
  external_key text NOT NULL CHECK (external_key ~ '^[0-9a-f]{64}$'),
  event_id uuid NOT NULL,
  -- SHA-256 in hex of all that the row says.
  content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
  -- The event's version as the import left it.
  version integer NOT NULL CHECK (version > 0),
  -- The import, and its row, that wrote it last.
  import_id uuid NOT NULL,
  line integer NOT NULL CHECK (line > 0),
  PRIMARY KEY (promoter_id, external_key),
  UNIQUE (promoter_id, event_id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id),
  FOREIGN KEY (promoter_id, import_id) REFERENCES imports (promoter_id, id)
);
CREATE INDEX imported_events_of_import ON imported_events (promoter_id, import_id, line);

-- Ends a transaction whose ground was taken away meanwhile, all of it: to be called in a statement of its own.
CREATE FUNCTION must(condition boolean, what text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
  IF condition IS NOT TRUE THEN
    RAISE EXCEPTION 'not so any more: %', what USING ERRCODE = 'LO409';
  END IF;
END
$$;

GRANT SELECT ON imports, import_rows, imported_events TO liveotter_promoter;
GRANT INSERT (id, promoter_id, user_id, name, format, publish, genre, currency, total_bytes) ON imports
  TO liveotter_promoter;
GRANT UPDATE (state, bytes, reader, created, updated, unchanged, rejected, undone, ignored_columns, trouble, attempts,
  queued_at, next_attempt_at, locked_until, claim, started_at, finished_at) ON imports TO liveotter_promoter;
GRANT INSERT, UPDATE (event_id, errors, before) ON import_rows TO liveotter_promoter;
GRANT INSERT, DELETE, UPDATE (content_hash, version, import_id, line) ON imported_events TO liveotter_promoter;
-- Jobs see that there is something to do, and for whom; the work itself is done as that promoter.
GRANT SELECT (id, promoter_id, state, queued_at, next_attempt_at, locked_until),
  UPDATE (claim, locked_until) ON imports TO liveotter_jobs;

ALTER TABLE imports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON imports TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY jobs_all ON imports TO liveotter_jobs USING (true) WITH CHECK (true);
CREATE POLICY own ON imports TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE import_rows ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON import_rows TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON import_rows TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE imported_events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON imported_events TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON imported_events TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

-- An event ends as a draft or in the archive. Only one that an import made is ever deleted, while that is undone.
GRANT DELETE ON events TO liveotter_promoter;
CREATE POLICY undone_alone ON events AS RESTRICTIVE FOR DELETE TO liveotter_promoter USING (EXISTS (
  SELECT FROM import_rows made JOIN imports ON imports.promoter_id = made.promoter_id AND imports.id = made.import_id
  WHERE made.promoter_id = events.promoter_id AND made.event_id = events.id AND made.outcome = 'created'
    AND imports.state = 'undoing'));
CREATE INDEX import_rows_of_created_event ON import_rows (promoter_id, event_id) WHERE outcome = 'created';
