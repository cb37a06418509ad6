-- Orders that a cancelled performance leaves something to do with: `pending` ones that contain it, and all others with a
-- valid ticket to it. `paying`: whose payment may still go through.
CREATE OR REPLACE FUNCTION orders_of_night(night performances) RETURNS TABLE (id uuid, pending boolean, paying boolean)
  LANGUAGE sql STABLE AS $$
  SELECT DISTINCT tickets.order_id, false, false FROM tickets
  WHERE tickets.promoter_id = night.promoter_id AND tickets.event_id = night.event_id
    AND tickets.performance_id = night.id AND tickets.state = 'valid'
  UNION
  SELECT orders.id, true, EXISTS (SELECT FROM payments
    WHERE order_id = orders.id AND state IN ('confirming', 'needs_action', 'awaiting_transfer'))
  FROM orders WHERE orders.promoter_id = night.promoter_id AND orders.event_id = night.event_id AND state = 'pending'
    AND admits_to(orders.id, night.id)
$$;

REVOKE EXECUTE ON FUNCTION orders_of_night FROM PUBLIC;
GRANT EXECUTE ON FUNCTION orders_of_night TO liveotter_promoter, liveotter_reporting;
