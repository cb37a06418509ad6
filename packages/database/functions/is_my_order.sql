CREATE OR REPLACE FUNCTION is_my_order(which uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM orders WHERE orders.id = which AND orders.promoter_id = current_promoter())
$$;

REVOKE EXECUTE ON FUNCTION is_my_order FROM PUBLIC;
