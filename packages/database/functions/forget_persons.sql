-- Deletes expired codes and sessions, old requests to change an order's address, and persons without an address. Returns
-- how many rows it deleted.
CREATE OR REPLACE FUNCTION forget_persons(batch integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH codes AS (
    DELETE FROM person_codes WHERE email_key IN (
      SELECT email_key FROM person_codes WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), sessions AS (
    DELETE FROM person_sessions WHERE key_hash IN (
      SELECT key_hash FROM person_sessions WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), email_changes AS (
    DELETE FROM order_email_changes WHERE id IN (
      SELECT id FROM order_email_changes WHERE requested_at < now() - interval '2 days' ORDER BY requested_at LIMIT batch)
    RETURNING 1
  ), people AS (
    DELETE FROM persons WHERE id IN (
      SELECT id FROM persons p WHERE created_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM person_emails e WHERE e.person_id = p.id) LIMIT batch) RETURNING 1
  )
  SELECT (SELECT count(*) FROM codes) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM people)
    + (SELECT count(*) FROM email_changes)
$$;

REVOKE EXECUTE ON FUNCTION forget_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_persons TO liveotter_jobs;
