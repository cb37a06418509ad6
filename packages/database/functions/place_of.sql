-- Where a performance takes place, as core's Place: the only place shape that readers build. NULL: online only.
CREATE OR REPLACE FUNCTION place_of(performance performances, venue venues) RETURNS json LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN performance.city IS NOT NULL THEN json_build_object(
    'venue', CASE WHEN venue.id IS NOT NULL THEN json_build_object('slug', venue.slug, 'name', venue.name) END,
    'street', venue.street, 'city', performance.city, 'country', performance.country,
    'lat', performance.lat, 'lon', performance.lon) END
$$;

REVOKE EXECUTE ON FUNCTION place_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION place_of TO liveotter_public, liveotter_promoter, liveotter_jobs, liveotter_reporting;
