-- Puts the kept places of void items back on sale, each once. The caller has locked the order and its capacity.
CREATE OR REPLACE FUNCTION free_kept_places(p_order uuid, p_items uuid[], p_now timestamptz) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (
    UPDATE order_items SET places_kept = false WHERE order_id = p_order AND places_kept AND id = ANY(p_items)
    RETURNING id, uses_code
  ), freed AS (
    UPDATE allocations SET released_at = p_now FROM gone WHERE item_id = gone.id RETURNING quota_id
  ), unused AS (
    UPDATE codes SET used = used - number
    FROM (SELECT count(*)::integer AS number FROM gone WHERE uses_code) per
    WHERE number > 0 AND codes.id = (SELECT code_id FROM orders WHERE id = p_order)
  )
  UPDATE quota_counters counter SET used = used - number
  FROM (SELECT quota_id, count(*)::integer AS number FROM freed GROUP BY quota_id) per
  WHERE counter.quota_id = per.quota_id
$$;

REVOKE EXECUTE ON FUNCTION free_kept_places FROM PUBLIC;
