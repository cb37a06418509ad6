-- Puts the mails about changes that have settled into the outbox: of events that nobody has changed for five minutes, or
-- that have been changed over and over for half an hour. Several saves in a row are one mail, and what was put back is
-- none. What each mail says is read when it is sent. Answers how many mails there are.
CREATE OR REPLACE FUNCTION announce_moves(batch integer, now timestamptz) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH settled AS (
    SELECT changes.event_id, events.status = 'published' AS told
    FROM performance_changes changes JOIN events ON events.id = changes.event_id
    -- What is postponed waits for its new date.
    WHERE changes.announced_at IS NULL AND events.status <> 'postponed'
    GROUP BY changes.event_id, events.status
    HAVING max(changes.at) <= announce_moves.now - interval '5 minutes'
      OR min(changes.at) <= announce_moves.now - interval '30 minutes'
    ORDER BY min(changes.at) LIMIT batch
  ), marked AS (
    -- Only one of two that run at once finds them.
    UPDATE performance_changes changes SET announced_at = announce_moves.now FROM settled
    WHERE changes.event_id = settled.event_id AND announced_at IS NULL
    RETURNING changes.id, performance_id, was, rescheduled, told
  ), moved AS (
    SELECT DISTINCT p.promoter_id, p.event_id, p.id
    FROM (SELECT DISTINCT ON (performance_id) performance_id, was, told,
        bool_or(rescheduled) OVER (PARTITION BY performance_id) AS rescheduled
      FROM marked ORDER BY performance_id, marked.id) first
    JOIN performances p ON p.id = first.performance_id LEFT JOIN venues v ON v.id = p.venue_id
    WHERE told AND p.status <> 'cancelled' AND p.ends_at > announce_moves.now AND (rescheduled OR was <> when_and_where(p, v))
  ), holding AS (
    SELECT t.promoter_id, t.order_id, t.id, people.email AS buyer, h.email AS attendee
    FROM moved JOIN tickets t ON t.promoter_id = moved.promoter_id AND t.event_id = moved.event_id
      AND t.performance_id = moved.id AND t.state = 'valid'
    JOIN order_people people ON people.order_id = t.order_id LEFT JOIN ticket_holders h ON h.ticket_id = t.id
  ), told AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
    SELECT 'mail', promoter_id, order_id, 'performance-changed',
      jsonb_strip_nulls(jsonb_build_object('orderId', order_id, 'ticketId', ticket_id)), true
    FROM (
      SELECT DISTINCT promoter_id, order_id, NULL::uuid AS ticket_id FROM holding WHERE buyer IS NOT NULL
      UNION ALL
      -- Of several tickets of one attendee any: the mail speaks of all.
      (SELECT DISTINCT ON (order_id, lower(attendee)) promoter_id, order_id, id FROM holding
        WHERE attendee IS NOT NULL AND lower(attendee) IS DISTINCT FROM lower(buyer)
        ORDER BY order_id, lower(attendee), id)) recipients
    ORDER BY order_id, ticket_id NULLS FIRST RETURNING 1
  )
  SELECT count(*) FROM told
$$;

REVOKE EXECUTE ON FUNCTION announce_moves FROM PUBLIC;
GRANT EXECUTE ON FUNCTION announce_moves TO liveotter_jobs;
