-- Ends a pending order: `cancelled`, or `expired` once it is due. NULL: no such order.
CREATE OR REPLACE FUNCTION end_order(p_order uuid, p_as text, p_now timestamptz) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  booked orders;
  p_freed uuid[] := '{}';
BEGIN
  SELECT * INTO booked FROM orders WHERE id = p_order;
  -- Nothing leads back to pending, so that only a pending one needs a second look.
  IF booked.state = 'pending' THEN
    PERFORM lock_capacity(p_order);
    SELECT * INTO booked FROM orders WHERE id = p_order FOR NO KEY UPDATE;
  END IF;
  IF booked.state = 'pending' AND (p_as = 'cancelled' OR booked.expires_at <= p_now) THEN
    IF EXISTS (SELECT FROM payments WHERE order_id = p_order
        AND state IN ('confirming', 'needs_action', 'awaiting_transfer')) THEN
      RAISE EXCEPTION 'a payment is open' USING ERRCODE = 'LO009';
    END IF;
    PERFORM close_order(p_order, p_as, p_now);
    booked.state := p_as;
    p_freed := scopes_of_order(p_order);
  END IF;
  IF booked.id IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN jsonb_build_object('eventId', booked.event_id, 'state', booked.state, 'freed', p_freed);
END
$$;

REVOKE EXECUTE ON FUNCTION end_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_order TO liveotter_public, liveotter_jobs;
