-- Makes tickets void without a refund, if the order still has this version (LO013). `freePlaces` puts their places back on
-- sale; without it they stay taken, and the same call frees them later. NULL: not this promoter's order.
CREATE OR REPLACE FUNCTION void_my_items(request jsonb, known integer) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  which uuid := request ->> 'orderId';
  p_now timestamptz := request ->> 'now';
  p_free boolean := request ->> 'freePlaces';
  p_items uuid[] := ARRAY(SELECT DISTINCT jsonb_array_elements_text(request -> 'items')::uuid);
  p_live uuid[];
  booked orders;
BEGIN
  IF NOT is_my_order(which) THEN
    RETURN NULL;
  END IF;
  PERFORM lock_capacity(which);
  SELECT * INTO booked FROM orders WHERE id = which AND version = known FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the order has changed' USING ERRCODE = 'LO013';
  END IF;
  p_live := ARRAY(
    SELECT id FROM order_items WHERE order_id = which AND id = ANY(p_items) AND cancelled_at IS NULL
      AND booked.state IN ('paid', 'partly_refunded'));
  IF cardinality(p_items) = 0 OR cardinality(p_items) <> cardinality(p_live) + (
      SELECT count(*) FROM order_items WHERE order_id = which AND id = ANY(p_items) AND places_kept AND p_free) THEN
    RAISE EXCEPTION 'nothing to make void' USING ERRCODE = 'LO008', DETAIL = jsonb_build_object('state', booked.state);
  END IF;

  WITH gone AS (
    UPDATE order_items SET cancelled_at = p_now, void_reason = request ->> 'reason', places_kept = true
    WHERE id = ANY(p_live) RETURNING id
  ), void AS (
    UPDATE tickets SET state = 'cancelled', cancelled_at = p_now FROM gone WHERE item_id = gone.id AND state = 'valid'
    RETURNING tickets.id
  )
  UPDATE ticket_credentials SET revoked_at = p_now FROM void WHERE ticket_id = void.id AND revoked_at IS NULL;
  IF p_free THEN
    PERFORM free_kept_places(which, p_items, p_now);
  END IF;

  -- What was paid stays paid. An order that cost nothing is over with its last ticket.
  IF booked.total_minor = 0 AND booked.state = 'paid' AND NOT EXISTS (
      SELECT FROM order_items WHERE order_id = which AND cancelled_at IS NULL) THEN
    booked.state := 'cancelled';
    booked.ended_at := p_now;
  END IF;
  UPDATE orders SET state = booked.state, ended_at = booked.ended_at, version = version + 1 WHERE id = which;
  IF cardinality(p_live) > 0 THEN
    PERFORM tell_fan(which, 'tickets-void');
  END IF;
  RETURN jsonb_build_object('orderState', booked.state, 'eventId', booked.event_id,
    'freed', CASE WHEN p_free THEN to_jsonb(scopes_of_order(which)) ELSE '[]' END);
END
$$;

REVOKE EXECUTE ON FUNCTION void_my_items FROM PUBLIC;
GRANT EXECUTE ON FUNCTION void_my_items TO liveotter_promoter;
