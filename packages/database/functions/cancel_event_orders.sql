-- Ends or pays back some of a cancelled event's orders; again until `done` is 0. A pending order with an open payment
-- waits for that to be cancelled.
CREATE OR REPLACE FUNCTION cancel_event_orders(p_event uuid, p_limit integer, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  p_orders uuid[];
  p_id uuid;
  p_state text;
BEGIN
  IF NOT EXISTS (SELECT FROM events WHERE id = p_event AND status = 'cancelled') THEN
    RAISE EXCEPTION 'the event is not cancelled' USING ERRCODE = 'LO006';
  END IF;
  PERFORM FROM quota_counters WHERE event_id = p_event ORDER BY quota_id FOR NO KEY UPDATE;
  p_orders := ARRAY(
    SELECT id FROM (
      SELECT id, sum(size) OVER (ORDER BY id) - size AS before FROM (
        SELECT id, (SELECT count(*) FROM order_items WHERE order_id = orders.id)
          + (SELECT count(*) FROM tickets WHERE order_id = orders.id) AS size
        FROM orders
        WHERE event_id = p_event AND state IN ('pending', 'paid', 'partly_refunded') AND (state <> 'pending' OR NOT EXISTS (
          SELECT FROM payments
          WHERE order_id = orders.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer')))
          AND has_more_to_give_back(orders.id)
        ORDER BY id LIMIT p_limit) next) sized
    -- A hundred orders of a thousand tickets would take longer than anybody may.
    WHERE before < 2000 ORDER BY id);
  PERFORM FROM codes WHERE id IN (SELECT code_id FROM orders WHERE id = ANY(p_orders)) ORDER BY id FOR NO KEY UPDATE;
  PERFORM FROM orders WHERE id = ANY(p_orders) ORDER BY id FOR NO KEY UPDATE;
  FOREACH p_id IN ARRAY p_orders LOOP
    SELECT state INTO p_state FROM orders WHERE id = p_id;
    IF p_state = 'pending' THEN
      CONTINUE WHEN EXISTS (SELECT FROM payments WHERE order_id = p_id
        AND state IN ('confirming', 'needs_action', 'awaiting_transfer'));
      PERFORM close_order(p_id, 'cancelled', p_now);
    ELSIF p_state IN ('paid', 'partly_refunded') THEN
      PERFORM refund_order(jsonb_build_object('orderId', p_id, 'refundId', gen_random_uuid(), 'now', p_now,
        'requestKey', 'event-cancelled', 'reason', 'event_cancelled', 'cancel', true), 'event-cancelled');
    END IF;
  END LOOP;
  RETURN jsonb_build_object('done', cardinality(p_orders), 'paying', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('paymentId', payments.id, 'orderId', orders.id, 'eventId', p_event,
        'provider', payments.provider) ORDER BY payments.provider = 'manual'), '[]')
      FROM orders JOIN payments ON payments.order_id = orders.id
        AND payments.state IN ('confirming', 'needs_action', 'awaiting_transfer')
      WHERE orders.event_id = p_event AND orders.state = 'pending'),
    'freed', (SELECT coalesce(jsonb_agg(DISTINCT coalesce(performance_id, event_id)), '[]')
      FROM quotas WHERE event_id = p_event));
END
$$;

REVOKE EXECUTE ON FUNCTION cancel_event_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cancel_event_orders TO liveotter_jobs;
