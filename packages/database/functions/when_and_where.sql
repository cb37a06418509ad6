-- What ticket holders are told of a performance, as core's WhenAndWhere. Two of them are equal unless somebody should hear.
CREATE OR REPLACE FUNCTION when_and_where(performance performances, venue venues) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('date', performance.local_date, 'time', to_char(performance.local_time, 'HH24:MI'),
    'endDate', performance.end_local_date, 'zone', performance.zone, 'online', performance.online,
    'place', place_of(performance, venue)::jsonb - 'lat' - 'lon')
$$;

REVOKE EXECUTE ON FUNCTION when_and_where FROM PUBLIC;
