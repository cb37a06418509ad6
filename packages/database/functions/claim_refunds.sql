-- What is to be refunded now, to one caller at a time: whoever does not settle it loses it after a minute.
CREATE OR REPLACE FUNCTION claim_refunds(p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT id FROM refunds WHERE next_attempt_at <= p_now ORDER BY next_attempt_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE refunds SET attempts = attempts + 1, next_attempt_at = p_now + interval '1 minute'
    FROM due WHERE refunds.id = due.id RETURNING refunds.*
  )
  SELECT jsonb_build_object('refundId', claimed.id, 'orderId', claimed.order_id, 'eventId', orders.event_id,
    'paymentId', payments.id, 'provider', payments.provider, 'chargeRef', payments.provider_ref,
    'amount', claimed.amount_minor, 'currency', claimed.currency, 'attempts', claimed.attempts)
  FROM claimed JOIN orders ON orders.id = claimed.order_id JOIN payments ON payments.id = claimed.payment_id
$$;

REVOKE EXECUTE ON FUNCTION claim_refunds FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_refunds TO liveotter_jobs;
