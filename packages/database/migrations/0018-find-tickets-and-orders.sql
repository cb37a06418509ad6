-- What fans and jobs ask of orders beside selling: tickets and their holders, the orders of an address that was proved, and
-- what mail about an order has to know. Neither role reads a table of it.

-- When its fan was told that it is about to expire: once.
ALTER TABLE orders ADD COLUMN reminded_at timestamptz(3);

-- An order's tickets, as core's TicketList without the links in it: `take` of them after `skip`, or the `one`; NULL for an
-- order that is none. Their order never changes, so that pages of it meet.
CREATE FUNCTION read_tickets(which uuid, one uuid, valid_only boolean, skip integer, take integer) RETURNS json
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
    'orderId', o.id, 'orderNumber', o.number, 'locale', o.locale, 'promoter', pr.name, 'total', (SELECT count(*) FROM mine),
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
        'place', CASE WHEN p.city IS NOT NULL THEN json_build_object(
          'venue', CASE WHEN v.id IS NOT NULL THEN json_build_object('slug', v.slug, 'name', v.name) END,
          'city', p.city, 'country', p.country, 'lat', p.lat, 'lon', p.lon) END) ORDER BY p.starts_at, p.id)
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

-- Another holder for a valid ticket: of `change` what it names of name, email and answers. With an id for a `credential`
-- the one in use is revoked, and its fan told. Answers `changed`, `absent`, or `cancelled`, which changes nothing.
CREATE FUNCTION change_holder(which uuid, one uuid, change jsonb, credential uuid) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  ticket tickets;
BEGIN
  SELECT * INTO ticket FROM tickets WHERE id = one AND order_id = which FOR UPDATE;
  IF NOT FOUND THEN RETURN 'absent'; END IF;
  IF ticket.state <> 'valid' THEN RETURN 'cancelled'; END IF;
  INSERT INTO ticket_holders AS h (ticket_id, name, email, answers)
  VALUES (one, change->>'name', change->>'email', coalesce(change->'answers', '[]'))
  ON CONFLICT (ticket_id) DO UPDATE SET
    name = CASE WHEN change ? 'name' THEN excluded.name ELSE h.name END,
    email = CASE WHEN change ? 'email' THEN excluded.email ELSE h.email END,
    answers = CASE WHEN change ? 'answers' THEN excluded.answers ELSE h.answers END;
  IF credential IS NOT NULL THEN
    UPDATE ticket_credentials SET revoked_at = now() WHERE ticket_id = one AND revoked_at IS NULL;
    INSERT INTO ticket_credentials (id, ticket_id, kind)
    VALUES (credential, one, coalesce((SELECT ticket_codes FROM selling_settings WHERE event_id = ticket.event_id), 'static'));
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    VALUES ('mail', ticket.promoter_id, which, 'ticket-replaced', jsonb_build_object('orderId', which, 'ticketId', one));
  END IF;
  RETURN 'changed';
END
$$;

-- Has a code mailed by which the orders of an address are found. Nobody hears whether there are any: without one the same
-- row is written, and no mail. It goes to the address as an order has it, never as it was typed now.
CREATE FUNCTION begin_order_search(key text, hash text, life interval, mail jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO person_codes (email_key, code_hash, expires_at) VALUES (key, hash, now() + life)
  ON CONFLICT (email_key) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at;
  INSERT INTO outbox (consumer, aggregate_id, topic, payload)
  SELECT 'mail', gen_random_uuid(), 'order-search-code', mail || jsonb_build_object('to', p.email)
  FROM order_people p WHERE p.email_key = key ORDER BY p.order_id DESC LIMIT 1;
END
$$;

-- Takes a code: good once, within its time, and for five tries, which the UPDATE counts whoever else tries at once. The
-- address is then its person's; with the hash of a session under way, that session's person's. Answers when the session
-- begun under `session` ends; NULL: not this code. LO008: there is no session under way by that hash.
CREATE FUNCTION begin_order_session(key text, hash text, session text, life interval, under_way text)
  RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  known text;
  who uuid;
  address text;
  ends timestamptz(3) := now() + life;
BEGIN
  IF under_way IS NOT NULL THEN
    SELECT person_id INTO who FROM person_sessions WHERE key_hash = under_way AND expires_at > now();
    IF NOT FOUND THEN RAISE EXCEPTION 'the session has ended' USING ERRCODE = 'LO008'; END IF;
  END IF;
  UPDATE person_codes SET tries = tries + 1 WHERE email_key = key AND expires_at > now() AND tries < 5
  RETURNING code_hash INTO known;
  IF known IS NULL OR known <> hash THEN RETURN NULL; END IF;
  DELETE FROM person_codes WHERE email_key = key;

  SELECT email INTO address FROM order_people WHERE email_key = key ORDER BY order_id DESC LIMIT 1;
  IF who IS NULL THEN SELECT person_id INTO who FROM person_emails WHERE email_key = key; END IF;
  IF who IS NULL THEN
    who := gen_random_uuid();
    INSERT INTO persons (id) VALUES (who);
  END IF;
  -- Whoever proves an address last has it.
  INSERT INTO person_emails (email_key, email, person_id) VALUES (key, coalesce(address, key), who)
  ON CONFLICT (email_key) DO UPDATE SET person_id = excluded.person_id, verified_at = now();
  INSERT INTO person_sessions (key_hash, person_id, expires_at) VALUES (session, who, ends);
  RETURN ends;
END
$$;

-- All orders of a session's person, the newest 200; NULL: there is no such session. Core's FanOrders.
CREATE FUNCTION read_fan_orders(session text) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object(
    'emails', (SELECT coalesce(json_agg(e.email ORDER BY e.verified_at, e.email_key), '[]'::json)
      FROM person_emails e WHERE e.person_id = s.person_id),
    'orders', coalesce((
      SELECT json_agg(json_build_object('id', o.id, 'number', o.number, 'state', o.state, 'eventName', o.event_name,
        'firstDate', o.first_date, 'total', o.total_minor, 'currency', o.currency,
        'placedAt', (date_part('epoch', o.placed_at) * 1000)::bigint) ORDER BY o.placed_at DESC, o.id DESC)
      FROM (
        SELECT o.*, e.name AS event_name,
          -- Of a pass: the first of the event's.
          (SELECT min(p.local_date) FROM performances p WHERE p.event_id = o.event_id AND (
            p.id IN (SELECT i.performance_id FROM order_items i WHERE i.order_id = o.id)
            OR NOT EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id AND i.performance_id IS NOT NULL))) AS first_date
        FROM person_emails m JOIN order_people q ON q.email_key = m.email_key JOIN orders o ON o.id = q.order_id
          JOIN events e ON e.id = o.event_id
        WHERE m.person_id = s.person_id
        ORDER BY o.placed_at DESC, o.id DESC LIMIT 200) o), '[]'::json))
  FROM person_sessions s WHERE s.key_hash = session AND s.expires_at > now()
$$;

CREATE FUNCTION end_order_session(session text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM person_sessions WHERE key_hash = session $$;

-- What a mail about an order says, as core's OrderNews without the links in it, at the moment when it is sent; NULL where
-- nobody is to be told any more.
CREATE FUNCTION read_order_news(which uuid, refund uuid, ticket uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('to', q.email, 'name', coalesce(q.name, ''), 'locale', o.locale,
    'orderId', o.id, 'number', o.number, 'state', o.state, 'event', e.name, 'total', o.total_minor, 'currency', o.currency,
    'expiresAt', (date_part('epoch', o.expires_at) * 1000)::bigint,
    'zone', coalesce((SELECT p.zone FROM performances p WHERE p.event_id = o.event_id ORDER BY p.starts_at LIMIT 1), 'UTC'),
    'refundableUntil', (date_part('epoch', s.refundable_until) * 1000)::bigint,
    'instructions', CASE WHEN EXISTS (SELECT FROM payments y WHERE y.order_id = o.id AND y.state = 'awaiting_transfer'
      AND y.method = 'transfer') THEN s.transfer_instructions END,
    'tickets', (SELECT count(*) FROM tickets t WHERE t.order_id = o.id AND t.state = 'valid'),
    'performances', coalesce((
      SELECT json_agg(json_build_object('date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'),
        'venue', v.name, 'city', p.city) ORDER BY p.starts_at, p.id)
      FROM (
        SELECT DISTINCT t.performance_id AS id FROM tickets t WHERE t.order_id = o.id
        UNION SELECT i.performance_id FROM order_items i WHERE i.order_id = o.id) mine
      JOIN performances p ON p.id = mine.id LEFT JOIN venues v ON v.id = p.venue_id), '[]'::json),
    'refund', (SELECT json_build_object('amount', r.amount_minor, 'reason', r.reason)
      FROM refunds r WHERE r.id = refund AND r.order_id = o.id),
    'ticket', (SELECT json_build_object('ticketType', i.ticket_type_name, 'holder', h.name)
      FROM tickets t JOIN order_items i ON i.id = t.item_id LEFT JOIN ticket_holders h ON h.ticket_id = t.id
      WHERE t.id = ticket AND t.order_id = o.id))
  FROM orders o JOIN order_people q ON q.order_id = o.id JOIN events e ON e.id = o.event_id
    LEFT JOIN selling_settings s ON s.event_id = o.event_id
  WHERE o.id = which AND q.email IS NOT NULL
$$;

-- Has those told whose order expires soon: a day before, where they had days to pay, else five minutes. Not while their
-- payment may be under way, nor those who pay at the door. Answers how many.
CREATE FUNCTION remind_expiring(batch integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT o.id FROM orders o
    WHERE o.state = 'pending' AND o.reminded_at IS NULL AND o.expires_at > now()
      AND o.expires_at < now() + CASE WHEN o.expires_at > o.placed_at + interval '1 day'
        THEN interval '1 day' ELSE interval '5 minutes' END
      AND NOT EXISTS (SELECT FROM payments y WHERE y.order_id = o.id
        AND (y.state IN ('confirming', 'needs_action') OR (y.state = 'awaiting_transfer' AND y.method = 'door')))
    ORDER BY o.expires_at LIMIT batch FOR UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE orders o SET reminded_at = now() FROM due WHERE o.id = due.id RETURNING o.id, o.promoter_id
  ), told AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', promoter_id, id, 'order-expiring', jsonb_build_object('orderId', id) FROM marked ORDER BY id RETURNING 1
  )
  SELECT count(*) FROM told
$$;

-- Deletes codes and sessions that have ended, and persons who lost their last address. Answers how many rows went.
CREATE FUNCTION forget_persons(batch integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH codes AS (
    DELETE FROM person_codes WHERE email_key IN (
      SELECT email_key FROM person_codes WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), sessions AS (
    DELETE FROM person_sessions WHERE key_hash IN (
      SELECT key_hash FROM person_sessions WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), people AS (
    DELETE FROM persons WHERE id IN (
      SELECT id FROM persons p WHERE created_at < now() - interval '1 day'
        AND NOT EXISTS (SELECT FROM person_emails e WHERE e.person_id = p.id) LIMIT batch) RETURNING 1
  )
  SELECT (SELECT count(*) FROM codes) + (SELECT count(*) FROM sessions) + (SELECT count(*) FROM people)
$$;

REVOKE EXECUTE ON FUNCTION read_tickets, change_holder, begin_order_search, begin_order_session, read_fan_orders,
  end_order_session, read_order_news, remind_expiring, forget_persons FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_tickets, change_holder, begin_order_search, begin_order_session, read_fan_orders,
  end_order_session TO liveotter_public;
GRANT EXECUTE ON FUNCTION read_order_news, remind_expiring, forget_persons TO liveotter_jobs;
