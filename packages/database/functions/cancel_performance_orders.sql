-- Ends some of the pending orders that contain a cancelled performance, and refunds their items of the others, whose other
-- performances stay valid; again until `done` is 0. A pass is refunded as a whole, or loses this one admission, as its
-- promoter chose; one that admits to nothing any more is refunded. Each order once: what is done has no valid ticket left.
CREATE OR REPLACE FUNCTION cancel_performance_orders(p_performance uuid, p_limit integer, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  night performances;
  p_orders uuid[];
  p_id uuid;
  p_state text;
  p_items jsonb;
  p_refund uuid;
BEGIN
  SELECT * INTO night FROM performances WHERE id = p_performance;
  IF night.status IS DISTINCT FROM 'cancelled' THEN
    RAISE EXCEPTION 'the performance is not cancelled' USING ERRCODE = 'LO006';
  END IF;
  p_orders := ARRAY(
    SELECT id FROM (
      SELECT id, sum(size) OVER (ORDER BY id) - size AS before FROM (
        SELECT id, (SELECT count(*) FROM order_items WHERE order_id = affected.id) AS size
        FROM orders_of_night(night) affected WHERE NOT paying ORDER BY id LIMIT p_limit) next) sized
    -- The other performances sell on meanwhile, out of counters that this locks.
    WHERE before < 100 ORDER BY id);
  PERFORM FROM quota_counters WHERE quota_id IN (
      SELECT quota_id FROM allocations JOIN order_items items ON items.id = item_id WHERE items.order_id = ANY(p_orders))
    ORDER BY quota_id FOR NO KEY UPDATE;
  PERFORM FROM codes WHERE id IN (SELECT code_id FROM orders WHERE id = ANY(p_orders)) ORDER BY id FOR NO KEY UPDATE;
  PERFORM FROM orders WHERE id = ANY(p_orders) ORDER BY id FOR NO KEY UPDATE;
  FOREACH p_id IN ARRAY p_orders LOOP
    SELECT state INTO p_state FROM orders WHERE id = p_id;
    IF p_state = 'pending' THEN
      CONTINUE WHEN EXISTS (SELECT FROM payments WHERE order_id = p_id
        AND state IN ('confirming', 'needs_action', 'awaiting_transfer'));
      PERFORM close_order(p_id, 'cancelled', p_now);
      CONTINUE;
    END IF;
    CONTINUE WHEN NOT EXISTS (SELECT FROM tickets
      WHERE order_id = p_id AND performance_id = p_performance AND state = 'valid');
    SELECT jsonb_agg(jsonb_build_object('id', items.id, 'amount', total_minor - refunded_minor)) INTO p_items
      FROM order_items items WHERE items.order_id = p_id AND items.cancelled_at IS NULL
        AND EXISTS (SELECT FROM tickets
          WHERE item_id = items.id AND performance_id = p_performance AND tickets.state = 'valid')
        AND (items.performance_id IS NOT NULL OR night.passes = 'refund' OR NOT EXISTS (
          SELECT FROM tickets JOIN performances other ON other.id = tickets.performance_id
          WHERE item_id = items.id AND tickets.state = 'valid' AND other.status <> 'cancelled'));
    p_refund := NULL;
    IF p_items IS NOT NULL THEN
      p_refund := refund_order(jsonb_build_object('orderId', p_id, 'refundId', gen_random_uuid(), 'now', p_now,
        'requestKey', 'performance-cancelled:' || p_performance, 'reason', 'performance_cancelled', 'items', p_items,
        'cancel', true, 'keepOthers', true), '') ->> 'refundId';
    END IF;
    -- What is left valid to it is a pass that stays good for its others.
    WITH void AS (
      UPDATE tickets SET state = 'cancelled', cancelled_at = p_now
      WHERE order_id = p_id AND performance_id = p_performance AND state = 'valid' RETURNING id
    )
    UPDATE ticket_credentials SET revoked_at = p_now FROM void WHERE ticket_id = void.id AND revoked_at IS NULL;
    UPDATE orders SET version = version + 1 WHERE id = p_id;
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
      SELECT 'mail', promoter_id, order_id, 'performance-cancelled', jsonb_strip_nulls(jsonb_build_object(
        'orderId', order_id, 'performanceId', p_performance, 'refundId', p_refund)), true
      FROM order_people WHERE order_id = p_id AND email IS NOT NULL;
  END LOOP;
  IF cardinality(p_orders) = 0 THEN
    UPDATE performances SET orders_to_settle = false
      WHERE id = p_performance AND NOT EXISTS (SELECT FROM orders_of_night(night));
  END IF;
  RETURN jsonb_build_object('done', cardinality(p_orders), 'paying', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('paymentId', payments.id, 'orderId', affected.id,
        'eventId', night.event_id, 'provider', payments.provider) ORDER BY payments.provider = 'manual'), '[]')
      FROM orders_of_night(night) affected JOIN payments ON payments.order_id = affected.id
        AND payments.state IN ('confirming', 'needs_action', 'awaiting_transfer')
      WHERE affected.paying),
    'freed', (SELECT coalesce(jsonb_agg(DISTINCT coalesce(quotas.performance_id, quotas.event_id)), '[]')
      FROM allocations JOIN order_items items ON items.id = item_id JOIN quotas ON quotas.id = quota_id
      WHERE items.order_id = ANY(p_orders)));
END
$$;

REVOKE EXECUTE ON FUNCTION cancel_performance_orders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cancel_performance_orders TO liveotter_jobs;
