-- Its argument names the column that holds the event's id.
CREATE OR REPLACE FUNCTION wait_for_orders() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(sale_lock((to_jsonb(NEW) ->> TG_ARGV[0])::uuid));
  RETURN NEW;
END
$$;

REVOKE EXECUTE ON FUNCTION wait_for_orders FROM PUBLIC;
