-- Orphaned charges whose money is to go back now, to one caller at a time, less and less often.
CREATE OR REPLACE FUNCTION claim_orphans(p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT id FROM orphaned_payments WHERE next_attempt_at <= p_now ORDER BY next_attempt_at LIMIT p_limit
    FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE orphaned_payments SET attempts = attempts + 1,
      next_attempt_at = p_now + least(interval '1 hour', interval '1 minute' * power(2, least(attempts, 10)))
    FROM due WHERE orphaned_payments.id = due.id RETURNING orphaned_payments.*
  )
  SELECT jsonb_build_object('orphanId', id, 'provider', provider, 'paymentId', payment_id, 'chargeRef', provider_ref,
    'refundId', refund_id, 'amount', amount_minor, 'currency', currency) FROM claimed
$$;

REVOKE EXECUTE ON FUNCTION claim_orphans FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_orphans TO liveotter_jobs;
