CREATE OR REPLACE FUNCTION place_my_guest(request jsonb) RETURNS jsonb
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE WHEN is_mine((request ->> 'eventId')::uuid) THEN place_guest(request) END
$$;

REVOKE EXECUTE ON FUNCTION place_my_guest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_my_guest TO liveotter_promoter;
