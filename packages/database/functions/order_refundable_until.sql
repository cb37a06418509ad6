-- Until when an order's fan may return it: after its event was postponed, or a performance of its valid tickets moved.
CREATE OR REPLACE FUNCTION order_refundable_until(p_order uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT greatest(
    (SELECT refundable_until FROM orders JOIN selling_settings settings ON settings.event_id = orders.event_id
      WHERE orders.id = p_order),
    (SELECT max(refundable_until) FROM tickets JOIN performances ON performances.id = tickets.performance_id
      WHERE tickets.order_id = p_order AND tickets.state = 'valid'))
$$;

REVOKE EXECUTE ON FUNCTION order_refundable_until FROM PUBLIC;
