-- Pending orders, of one event or of all, that are past their time, with the payments that may still pay them.
CREATE OR REPLACE FUNCTION due_orders(p_event uuid, p_now timestamptz, p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('orderId', orders.id, 'eventId', orders.event_id, 'payment',
    payments -> 0, 'payments', payments)
  FROM orders CROSS JOIN LATERAL (
    -- The card in front: a transfer is only given up once the card is certain.
    SELECT coalesce(jsonb_agg(jsonb_build_object('paymentId', id, 'provider', provider) ORDER BY provider = 'manual'), '[]')
      AS payments
    FROM payments WHERE order_id = orders.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer')) open
  WHERE orders.state = 'pending' AND expires_at <= p_now AND (p_event IS NULL OR orders.event_id = p_event)
  -- A provider that says nothing holds up no order that nobody pays.
  ORDER BY payments <> '[]', expires_at LIMIT p_limit
$$;

REVOKE EXECUTE ON FUNCTION due_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION due_orders TO liveotter_public, liveotter_jobs;
