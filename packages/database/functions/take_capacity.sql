-- Counts an order's items in its quotas and its code, or raises LO001 or LO003.
CREATE OR REPLACE FUNCTION take_capacity(p_order uuid, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  by_code integer;
  short uuid;
  short_uncoded integer;
BEGIN
  PERFORM lock_capacity(p_order);
  SELECT count(*) INTO by_code FROM order_items WHERE order_id = p_order AND uses_code;
  IF by_code > 0 THEN
    UPDATE codes SET used = used + by_code
      WHERE id = (SELECT code_id FROM orders WHERE id = p_order) AND (max_uses IS NULL OR used + by_code <= max_uses);
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the code is used up' USING ERRCODE = 'LO003', DETAIL = (
        SELECT jsonb_build_object('reason', 'used', 'left', greatest(max_uses - used, 0))
        FROM codes JOIN orders ON codes.id = code_id WHERE orders.id = p_order);
    END IF;
  END IF;
  -- What comes by a blocking code may have what is kept for it; all else leaves that alone.
  WITH wanted AS (
    SELECT quota_id, count(*)::integer AS number,
      count(*) FILTER (WHERE NOT items.uses_code OR blocks_quota_id IS DISTINCT FROM quota_id) AS uncoded
    FROM order_items items JOIN allocations ON item_id = items.id
    JOIN orders ON orders.id = items.order_id LEFT JOIN codes ON codes.id = orders.code_id
    WHERE items.order_id = p_order GROUP BY quota_id
  ), taken AS (
    UPDATE quota_counters counter SET used = used + number FROM wanted
    WHERE counter.quota_id = wanted.quota_id AND (counter.capacity IS NULL OR used + blocked + number
      + CASE WHEN uncoded > 0 THEN kept_for_codes(counter.quota_id, p_now) ELSE 0 END <= counter.capacity)
    RETURNING counter.quota_id
  )
  SELECT quota_id, uncoded INTO short, short_uncoded FROM wanted WHERE quota_id NOT IN (SELECT quota_id FROM taken) ORDER BY quota_id LIMIT 1;
  IF short IS NOT NULL THEN
    RAISE EXCEPTION 'sold out' USING ERRCODE = 'LO001', DETAIL = (
      SELECT jsonb_build_object('quotaId', short,
        'left', greatest(0, capacity - used - blocked
          - CASE WHEN short_uncoded > 0 THEN kept_for_codes(short, p_now) ELSE 0 END),
        'items', (
          SELECT jsonb_agg(DISTINCT jsonb_build_object('ticketTypeId', ticket_type_id, 'performanceId', performance_id))
          FROM allocations JOIN order_items items ON items.id = item_id
          WHERE items.order_id = p_order AND quota_id = short))
      FROM quota_counters WHERE quota_id = short);
  END IF;
END
$$;

REVOKE EXECUTE ON FUNCTION take_capacity FROM PUBLIC;
