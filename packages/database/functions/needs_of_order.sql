-- The capacity that an expired order needs to become valid again, per shard scope: draws on quotas and on codes with a
-- limited number of uses, in the shape of core's ScopeNeeds.
CREATE OR REPLACE FUNCTION needs_of_order(p_order uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
  WITH items AS (
    SELECT items.id, orders.event_id, codes.id AS code_id, codes.blocks_quota_id, codes.max_uses,
      items.uses_code AND codes.id IS NOT NULL AS coded
    FROM orders JOIN order_items items ON items.order_id = orders.id LEFT JOIN codes ON codes.id = orders.code_id
    WHERE orders.id = p_order
  ), draws AS (
    SELECT coalesce(quotas.performance_id, quotas.event_id) AS scope, quotas.id AS pool,
      CASE WHEN coded AND blocks_quota_id = quotas.id THEN code_id END AS via, count(*) AS number
    FROM items JOIN allocations ON item_id = items.id JOIN quotas ON quotas.id = quota_id GROUP BY 1, 2, 3
    UNION ALL
    SELECT coalesce(quotas.performance_id, items.event_id), code_id, NULL, count(*)
    FROM items LEFT JOIN quotas ON quotas.id = blocks_quota_id
    WHERE coded AND max_uses IS NOT NULL
      AND NOT EXISTS (SELECT FROM allocations WHERE item_id = items.id AND quota_id = blocks_quota_id)
    GROUP BY 1, 2
  ), scopes AS (
    SELECT scope, jsonb_agg(jsonb_strip_nulls(jsonb_build_object('pool', pool, 'count', number, 'via', via))
      ORDER BY pool, via) AS drawn
    FROM draws GROUP BY scope
  )
  SELECT coalesce(jsonb_agg(jsonb_build_object('scope', scope, 'draws', drawn, 'limits', '[]'::jsonb,
    'frozen', '[]'::jsonb) ORDER BY scope), '[]') FROM scopes
$$;

REVOKE EXECUTE ON FUNCTION needs_of_order FROM PUBLIC;
