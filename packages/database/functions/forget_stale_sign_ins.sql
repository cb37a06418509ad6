-- Jobs sweep what has run out without being able to look at it. Answers how many rows went; at most `batch` of each kind.
CREATE OR REPLACE FUNCTION forget_stale_sign_ins(batch integer, keep_keys_days integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH old_sessions AS (
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_verifications AS (
    DELETE FROM verifications WHERE id IN (
      SELECT id FROM verifications WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_invitations AS (
    DELETE FROM invitations WHERE id IN (
      SELECT id FROM invitations WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_keys AS (
    DELETE FROM user_idempotency_keys WHERE (user_id, key) IN (
      SELECT user_id, key FROM user_idempotency_keys
      WHERE created_at < now() - make_interval(days => keep_keys_days) ORDER BY created_at LIMIT batch) RETURNING 1
  )
  SELECT (SELECT count(*) FROM old_sessions) + (SELECT count(*) FROM old_verifications)
    + (SELECT count(*) FROM old_invitations) + (SELECT count(*) FROM old_keys)
$$;

REVOKE EXECUTE ON FUNCTION forget_stale_sign_ins FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_stale_sign_ins TO liveotter_jobs;
