-- Everything an order has of shared capacity, in lock order.
CREATE OR REPLACE FUNCTION lock_capacity(p_order uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM quota_counters WHERE quota_id IN (
      SELECT quota_id FROM allocations JOIN order_items items ON items.id = item_id WHERE items.order_id = p_order)
    ORDER BY quota_id FOR NO KEY UPDATE;
  PERFORM FROM codes WHERE id = (SELECT code_id FROM orders WHERE id = p_order) FOR NO KEY UPDATE;
END
$$;

REVOKE EXECUTE ON FUNCTION lock_capacity FROM PUBLIC;
