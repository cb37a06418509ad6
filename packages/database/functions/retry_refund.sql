-- Somebody has looked at a refund that failed: once more. Answers whether it had failed.
CREATE OR REPLACE FUNCTION retry_refund(p_refund uuid, p_now timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE refunds SET state = 'requested', next_attempt_at = p_now, attempts = 0, last_error = NULL
    WHERE id = p_refund AND state = 'failed';
  RETURN FOUND;
END
$$;

REVOKE EXECUTE ON FUNCTION retry_refund FROM PUBLIC;
