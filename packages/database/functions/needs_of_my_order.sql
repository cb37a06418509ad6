-- The capacity that a late payment of an expired order needs; empty for any other order. NULL: not this promoter's order.
CREATE OR REPLACE FUNCTION needs_of_my_order(which uuid) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE WHEN state = 'expired' THEN needs_of_order(id) ELSE '[]' END FROM orders
  WHERE id = which AND is_my_order(which)
$$;

REVOKE EXECUTE ON FUNCTION needs_of_my_order FROM PUBLIC;
GRANT EXECUTE ON FUNCTION needs_of_my_order TO liveotter_promoter;
