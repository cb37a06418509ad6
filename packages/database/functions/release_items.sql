-- Gives items back, each once: `p_items` NULL means all. Its capacity and its order are locked by the caller.
CREATE OR REPLACE FUNCTION release_items(p_order uuid, p_items uuid[], p_now timestamptz) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    UPDATE order_items SET cancelled_at = p_now
    WHERE order_id = p_order AND cancelled_at IS NULL AND (p_items IS NULL OR id = ANY(p_items))
    RETURNING id, uses_code
  ), freed AS (
    UPDATE allocations SET released_at = p_now FROM gone WHERE item_id = gone.id RETURNING quota_id
  ), uncounted AS (
    UPDATE quota_counters counter SET used = used - number
    FROM (SELECT quota_id, count(*)::integer AS number FROM freed GROUP BY quota_id) per
    WHERE counter.quota_id = per.quota_id
  ), unused AS (
    UPDATE codes SET used = used - number
    FROM (SELECT count(*)::integer AS number FROM gone WHERE uses_code) per
    WHERE number > 0 AND codes.id = (SELECT code_id FROM orders WHERE id = p_order)
  ), void AS (
    UPDATE tickets SET state = 'cancelled', cancelled_at = p_now FROM gone WHERE item_id = gone.id AND state = 'valid'
    RETURNING tickets.id
  )
  UPDATE ticket_credentials SET revoked_at = p_now FROM void WHERE ticket_id = void.id AND revoked_at IS NULL
$$;

REVOKE EXECUTE ON FUNCTION release_items FROM PUBLIC;
