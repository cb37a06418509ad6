-- Cancelled events that still have orders to end or to pay back.
CREATE OR REPLACE FUNCTION events_to_cancel(p_limit integer) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT id FROM events WHERE status = 'cancelled' AND EXISTS (
    SELECT FROM orders WHERE event_id = events.id AND state IN ('pending', 'paid', 'partly_refunded')
      AND has_more_to_give_back(orders.id))
  LIMIT p_limit
$$;

REVOKE EXECUTE ON FUNCTION events_to_cancel FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_to_cancel TO liveotter_jobs;
