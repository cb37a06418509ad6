-- Deletes codes and sessions that have ended, and persons who lost their last address. Answers how many rows went.
CREATE OR REPLACE FUNCTION forget_persons(batch integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH codes AS (
    DELETE FROM person_codes WHERE email_key IN (
      SELECT email_key FROM person_codes WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), sessions AS (
    DELETE FROM person_sessions WHERE key_hash IN (
      SELECT key_hash FROM person_sessions WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), people AS (
    DELETE FROM persons WHERE id IN (
      SELECT id FROM persons p WHERE created_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM person_emails e WHERE e.person_id = p.id) LIMIT batch) RETURNING 1
  )
  SELECT (SELECT count(*) FROM codes) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM people)
$$;

REVOKE EXECUTE ON FUNCTION forget_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_persons TO liveotter_jobs;
