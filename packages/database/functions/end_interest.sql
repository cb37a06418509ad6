-- Forgets who asked, at once.
CREATE OR REPLACE FUNCTION end_interest(which uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM event_interests WHERE id = which $$;

REVOKE EXECUTE ON FUNCTION end_interest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_interest TO liveotter_public;
