-- A performance as mails name it, as core's PerformanceNews; NULL where any is meant. `venue` and `city` are for workers of
-- an earlier version.
CREATE OR REPLACE FUNCTION night_of(performance uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'),
    'online', p.online, 'place', place_of(p, v), 'venue', v.name, 'city', p.city)
  FROM performances p LEFT JOIN venues v ON v.id = p.venue_id WHERE p.id = performance
$$;

REVOKE EXECUTE ON FUNCTION night_of FROM PUBLIC;
