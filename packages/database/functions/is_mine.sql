CREATE OR REPLACE FUNCTION is_mine(event uuid) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM events WHERE events.id = event AND events.promoter_id = current_promoter())
$$;

REVOKE EXECUTE ON FUNCTION is_mine FROM PUBLIC;
