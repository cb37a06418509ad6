-- An order's tickets, as core's TicketList without the links in it: `take` of them after `skip`, or the `one`; NULL for an
-- order that is none. Their order never changes, so that pages of it meet.
CREATE OR REPLACE FUNCTION read_tickets(which uuid, one uuid, valid_only boolean, skip integer, take integer) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH mine AS (
    SELECT t.id, t.state, t.performance_id, i.ticket_type_id, i.ticket_type_name,
      row_number() OVER (ORDER BY i.position, p.starts_at, t.id) AS place
    FROM tickets t JOIN order_items i ON i.id = t.item_id JOIN performances p ON p.id = t.performance_id
    WHERE t.order_id = which AND (one IS NULL OR t.id = one) AND (NOT valid_only OR t.state = 'valid')
  ), page AS (
    SELECT * FROM mine ORDER BY place OFFSET skip LIMIT take
  )
  SELECT json_build_object(
    'orderId', o.id, 'keyGeneration', o.key_generation, 'orderNumber', o.number, 'locale', o.locale, 'promoter', pr.name, 'total', (SELECT count(*) FROM mine),
    'event', json_build_object('id', e.id, 'slug', e.slug, 'name', e.name, 'summary', e.summary, 'genre', e.genre,
      -- To its tickets' holders an event of the archive is what it was.
      'status', CASE WHEN e.status IN ('postponed', 'cancelled') THEN e.status ELSE 'published' END,
      'publishedAt', (date_part('epoch', coalesce(e.published_at, e.created_at)) * 1000)::bigint,
      'changedAt', (date_part('epoch', e.changed_at) * 1000)::bigint),
    'attendeeNames', coalesce(s.attendee_names, 'none'),
    'questions', coalesce((
      SELECT json_agg(json_build_object('id', q.id, 'label', q.label, 'kind', q.kind, 'of', q.asked_of,
        'required', q.required, 'choices', q.choices) ORDER BY q.position, q.id)
      FROM questions q WHERE q.event_id = e.id AND q.asked_of = 'attendee' AND NOT q.retired), '[]'::json),
    'performances', coalesce((
      SELECT json_agg(json_build_object(
        'id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'), 'endDate', p.end_local_date,
        'zone', p.zone, 'startsAt', (date_part('epoch', p.starts_at) * 1000)::bigint,
        'endsAt', (date_part('epoch', p.ends_at) * 1000)::bigint, 'online', p.online, 'status', p.status,
        'place', place_of(p, v)) ORDER BY p.starts_at, p.id)
      FROM performances p LEFT JOIN venues v ON v.id = p.venue_id
      WHERE p.id IN (SELECT performance_id FROM page)), '[]'::json),
    'tickets', coalesce((
      SELECT json_agg(json_build_object('id', m.id, 'state', m.state, 'performanceId', m.performance_id,
        'ticketTypeId', m.ticket_type_id, 'ticketType', m.ticket_type_name,
        'name', h.name, 'email', h.email, 'answers', coalesce(h.answers, '[]'::jsonb),
        'credential', CASE WHEN c.id IS NOT NULL AND m.state = 'valid'
          THEN json_build_object('id', c.id, 'kind', c.kind) END) ORDER BY m.place)
      FROM page m LEFT JOIN ticket_holders h ON h.ticket_id = m.id
        LEFT JOIN ticket_credentials c ON c.ticket_id = m.id AND c.revoked_at IS NULL), '[]'::json))
  FROM orders o JOIN events e ON e.id = o.event_id JOIN promoters pr ON pr.id = o.promoter_id
    LEFT JOIN selling_settings s ON s.event_id = e.id
  WHERE o.id = which
$$;

REVOKE EXECUTE ON FUNCTION read_tickets FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_tickets TO liveotter_public;
