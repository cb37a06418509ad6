-- Why money that came for an order is not to be kept; NULL: it pays the order.
CREATE OR REPLACE FUNCTION why_not_paid(booked orders, p_event_status text, p_now timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF booked.state IN ('paid', 'partly_refunded', 'refunded') THEN
    RETURN 'duplicate';
  ELSIF p_event_status = 'cancelled' THEN
    RETURN 'event_cancelled';
  ELSIF booked.state = 'cancelled' THEN
    RETURN 'late';
  ELSIF booked.state = 'expired' AND cancelled_night_of(booked.id) IS NOT NULL THEN
    RETURN 'performance_cancelled';
  ELSIF booked.state = 'expired' THEN
    BEGIN
      UPDATE order_items SET cancelled_at = NULL WHERE order_id = booked.id;
      UPDATE allocations SET released_at = NULL FROM order_items items
        WHERE items.order_id = booked.id AND item_id = items.id;
      PERFORM take_capacity(booked.id, p_now);
    EXCEPTION WHEN SQLSTATE 'LO001' OR SQLSTATE 'LO003' THEN
      RETURN 'sold_out';
    END;
  END IF;
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION why_not_paid FROM PUBLIC;
