-- How many would be told if these performances of an event changed: people by their addresses, mails, tickets.
CREATE OR REPLACE FUNCTION my_holders(event uuid, which uuid[]) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH holding AS (
    SELECT t.id, t.order_id, lower(people.email) AS buyer,
      CASE WHEN lower(h.email) IS DISTINCT FROM lower(people.email) THEN lower(h.email) END AS attendee
    FROM tickets t JOIN order_people people ON people.order_id = t.order_id
    LEFT JOIN ticket_holders h ON h.ticket_id = t.id
    WHERE t.promoter_id = current_promoter() AND t.event_id = event AND t.performance_id = ANY(which)
      AND t.state = 'valid'
  )
  SELECT jsonb_build_object('tickets', (SELECT count(*) FROM holding),
    'orders', (SELECT count(DISTINCT order_id) FROM holding),
    'people', (SELECT count(*) FROM (
      SELECT buyer FROM holding WHERE buyer IS NOT NULL
      UNION SELECT attendee FROM holding WHERE attendee IS NOT NULL) people))
$$;

REVOKE EXECUTE ON FUNCTION my_holders FROM PUBLIC;
GRANT EXECUTE ON FUNCTION my_holders TO liveotter_promoter;
