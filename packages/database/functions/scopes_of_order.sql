-- Whose shards must hear of what becomes of an order.
CREATE OR REPLACE FUNCTION scopes_of_order(p_order uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(DISTINCT scope), '{}') FROM (
    SELECT coalesce(quotas.performance_id, quotas.event_id) AS scope
    FROM order_items items JOIN allocations ON allocations.item_id = items.id JOIN quotas ON quotas.id = quota_id
    WHERE items.order_id = p_order
    UNION ALL
    SELECT coalesce(quotas.performance_id, orders.event_id)
    FROM orders JOIN codes ON codes.id = orders.code_id LEFT JOIN quotas ON quotas.id = blocks_quota_id
    WHERE orders.id = p_order AND max_uses IS NOT NULL) scopes
$$;

REVOKE EXECUTE ON FUNCTION scopes_of_order FROM PUBLIC;
