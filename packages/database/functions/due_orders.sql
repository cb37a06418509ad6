-- Pending orders, of one event or of all, that are past their time, with the payment that may still pay them.
CREATE OR REPLACE FUNCTION due_orders(p_event uuid, p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('orderId', orders.id, 'eventId', orders.event_id, 'payment',
    CASE WHEN payments.id IS NOT NULL THEN
      jsonb_build_object('paymentId', payments.id, 'provider', payments.provider) END)
  FROM orders LEFT JOIN payments ON payments.order_id = orders.id
    AND payments.state IN ('confirming', 'needs_action', 'awaiting_transfer')
  WHERE orders.state = 'pending' AND expires_at <= p_now AND (p_event IS NULL OR orders.event_id = p_event)
  -- A provider that says nothing holds up no order that nobody pays.
  ORDER BY payments.id IS NOT NULL, expires_at LIMIT p_limit
$$;

REVOKE EXECUTE ON FUNCTION due_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_orders TO liveotter_public, liveotter_jobs;
