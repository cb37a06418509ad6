-- Cancelled performances that still have orders to end or to refund. Those of a cancelled event are settled with it.
CREATE OR REPLACE FUNCTION performances_to_settle(p_limit integer) RETURNS SETOF jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT jsonb_build_object('eventId', events.id, 'performanceId', performances.id)
  FROM performances JOIN events ON events.id = performances.event_id
  WHERE orders_to_settle AND events.status <> 'cancelled' ORDER BY performances.id LIMIT p_limit
$$;

REVOKE EXECUTE ON FUNCTION performances_to_settle FROM PUBLIC;
GRANT EXECUTE ON FUNCTION performances_to_settle TO liveotter_jobs;
