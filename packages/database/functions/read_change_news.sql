-- What a mail about moved performances says, at the moment when it is sent, as core's ChangeNews: what its reader was told
-- last beside what is true now. To the buyer of an order, or to the attendee of one of its tickets. NULL: nobody to tell,
-- or nothing that they do not know.
CREATE OR REPLACE FUNCTION read_change_news(which uuid, of_ticket uuid, now timestamptz) RETURNS jsonb
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH reader AS (
    SELECT coalesce(holder.email, people.email) AS email, coalesce(CASE WHEN of_ticket IS NULL THEN people.name
      ELSE holder.name END, '') AS name
    FROM order_people people LEFT JOIN ticket_holders holder ON holder.ticket_id = of_ticket
    WHERE people.order_id = which AND (of_ticket IS NULL OR holder.email IS NOT NULL)
  ), mine AS (
    SELECT t.performance_id, min(coalesce(CASE WHEN of_ticket IS NULL THEN t.buyer_knows ELSE h.knows END, 0)) AS known
    FROM reader JOIN tickets t ON t.order_id = which AND t.state = 'valid'
    LEFT JOIN ticket_holders h ON h.ticket_id = t.id
    WHERE of_ticket IS NULL OR lower(h.email) = lower(reader.email)
    GROUP BY t.performance_id
  ), news AS (
    SELECT p.id, p.starts_at, changes.upto, changes.rescheduled, changes.was, when_and_where(p, v) AS became
    FROM mine JOIN performances p ON p.id = mine.performance_id LEFT JOIN venues v ON v.id = p.venue_id
    CROSS JOIN LATERAL (
      SELECT max(c.id) AS upto, bool_or(c.rescheduled) AS rescheduled, (array_agg(c.was ORDER BY c.id))[1] AS was
      FROM performance_changes c WHERE c.performance_id = p.id AND c.id > mine.known) changes
    WHERE p.status <> 'cancelled' AND p.ends_at > read_change_news.now AND changes.upto IS NOT NULL
      AND (changes.rescheduled OR changes.was <> when_and_where(p, v))
  )
  SELECT order_news(which, NULL, NULL)::jsonb || jsonb_build_object('to', reader.email, 'name', reader.name,
    'eventSlug', e.slug, 'changes', found.changes, 'told', found.told)
  FROM reader JOIN orders o ON o.id = which JOIN events e ON e.id = o.event_id AND e.status = 'published'
  CROSS JOIN (
    SELECT jsonb_agg(jsonb_build_object('was', was, 'is', became, 'rescheduled', rescheduled) ORDER BY starts_at, id) AS changes,
      jsonb_agg(jsonb_build_object('performanceId', id, 'upto', upto)) AS told
    FROM news) found
  WHERE reader.email IS NOT NULL AND found.changes IS NOT NULL
$$;

REVOKE EXECUTE ON FUNCTION read_change_news FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_change_news TO liveotter_jobs;
