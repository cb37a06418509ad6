-- Open payments whose provider is to be asked, to one caller at a time; less and less often.
CREATE OR REPLACE FUNCTION claim_payments(p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT id FROM payments WHERE check_at <= p_now ORDER BY check_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE payments SET checks = checks + 1,
      check_at = p_now + least(interval '5 minutes', interval '5 seconds' * power(2, least(checks, 10)))
    FROM due WHERE payments.id = due.id RETURNING payments.*
  )
  SELECT jsonb_build_object('paymentId', claimed.id, 'orderId', claimed.order_id, 'eventId', orders.event_id,
    'provider', claimed.provider, 'state', claimed.state, 'wanted', orders.state = 'pending', 'createdAt', epoch_ms(claimed.created_at))
  FROM claimed JOIN orders ON orders.id = claimed.order_id
$$;

REVOKE EXECUTE ON FUNCTION claim_payments FROM PUBLIC;
GRANT EXECUTE ON FUNCTION claim_payments TO liveotter_jobs;
