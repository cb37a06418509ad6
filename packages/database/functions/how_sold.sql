-- How an event sells, as core's HowSold, whatever its times and status are: to everybody, only with a code, not at present,
-- or not at all. Lists show it, so it asks for no more than tables of the event.
CREATE OR REPLACE FUNCTION how_sold(event uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM selling_settings WHERE event_id = event AND stopped) THEN 'stopped'
    WHEN bool_or(NOT hidden) THEN 'open'
    WHEN bool_or(hidden) AND EXISTS (
      SELECT FROM codes WHERE codes.promoter_id = (SELECT promoter_id FROM events WHERE id = event)
        AND codes.event_id = event AND opens_hidden AND NOT disabled AND (valid_until IS NULL OR valid_until > now()))
    THEN 'code-only'
    ELSE 'nothing' END
  FROM ticket_types WHERE ticket_types.event_id = event
    AND EXISTS (SELECT FROM quota_ticket_types WHERE ticket_type_id = ticket_types.id)
$$;

REVOKE EXECUTE ON FUNCTION how_sold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION how_sold TO liveotter_public, liveotter_jobs, liveotter_promoter;
