-- The shards that count something of an event by now.
CREATE OR REPLACE FUNCTION my_scopes(event uuid) RETURNS uuid[]
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT coalesce(array_agg(inventory_shards.scope), '{}') FROM inventory_shards
  WHERE inventory_shards.event_id = event AND is_mine(event)
$$;

REVOKE EXECUTE ON FUNCTION my_scopes FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_scopes TO liveotter_promoter, liveotter_reporting;
