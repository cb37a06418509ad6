CREATE OR REPLACE FUNCTION end_order_session(session text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM person_sessions WHERE key_hash = session $$;

REVOKE EXECUTE ON FUNCTION end_order_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_order_session TO liveotter_public;
