-- The events that anybody ever asked about, by leaps over an index: of each however many wait, one look.
CREATE OR REPLACE FUNCTION awaited_events() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE awaited AS (
    (SELECT event_id FROM event_interests ORDER BY event_id LIMIT 1)
    UNION ALL
    SELECT (SELECT i.event_id FROM event_interests i WHERE i.event_id > awaited.event_id ORDER BY i.event_id LIMIT 1)
    FROM awaited WHERE awaited.event_id IS NOT NULL
  )
  SELECT event_id FROM awaited WHERE event_id IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION awaited_events FROM PUBLIC;
