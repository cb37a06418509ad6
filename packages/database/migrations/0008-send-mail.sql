-- Mail is one more consumer of the outbox: what has to be said to a person is written in the transaction that says why.

ALTER TABLE outbox DROP CONSTRAINT outbox_consumer_check,
  ADD CONSTRAINT outbox_consumer_check CHECK (consumer IN ('search', 'snapshot', 'cache', 'mail'));

-- Some mail is about a person who works for no promoter yet; everything else belongs to one.
ALTER TABLE outbox ALTER COLUMN promoter_id DROP NOT NULL,
  ADD CONSTRAINT outbox_promoter_check CHECK (promoter_id IS NOT NULL OR consumer = 'mail');

-- Signing in says things by mail alone, and reads none of it back.
GRANT INSERT (consumer, promoter_id, aggregate_id, topic, payload) ON outbox TO liveotter_auth;
CREATE POLICY sign_in_sends ON outbox FOR INSERT TO liveotter_auth WITH CHECK (consumer = 'mail');

-- Addresses and links that let somebody in are for jobs alone, and only until the mail is sent.
GRANT UPDATE (payload) ON outbox TO liveotter_jobs;
REVOKE SELECT ON outbox FROM liveotter_promoter, liveotter_reporting;
GRANT SELECT (id, consumer, promoter_id, aggregate_id, topic, attempts, next_attempt_at, locked_until, parked_at,
  last_error, done_at, created_at, written_by) ON outbox TO liveotter_promoter, liveotter_reporting;
