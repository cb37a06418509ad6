-- Fans who asked to be told: when tickets go on sale, or when there are tickets again. An address counts once whoever reads
-- its mail has confirmed it; it is told once of each occasion, and then forgotten.

-- Whoever types an address has not proved it. Many providers put all that differs by dots, or by what follows a plus, into one
-- mailbox: what is asked for there is counted together.
CREATE FUNCTION mailbox_of(key text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT replace(split_part(split_part(key, '@', 1), '+', 1), '.', '') || '@' || split_part(key, '@', -1) $$;

CREATE TABLE event_interests (
  -- The links that are mailed are derived from it; nothing that opens anything is stored.
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  -- Who waits for tickets to come back waits for one night: another one that has some is no news to them. NULL: any night.
  performance_id uuid,
  kind text NOT NULL CHECK (kind IN ('on-sale', 'returned')),
  -- NULL: told, and forgotten since. The row stays as a number.
  email text CHECK (length(email) BETWEEN 3 AND 320),
  -- Folded: what finds it.
  email_key text CHECK (length(email_key) BETWEEN 3 AND 320),
  locale text NOT NULL CHECK (length(locale) BETWEEN 2 AND 35),
  -- When a confirmation was last mailed.
  asked_at timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3),
  told_at timestamptz(3),
  -- The opening of the sale that was told of: another one is another occasion.
  told_of timestamptz(3),
  -- Of 3000: whose turn comes when, in the hour before a sale opens.
  spread_seconds integer NOT NULL DEFAULT floor(random() * 3000) CHECK (spread_seconds BETWEEN 0 AND 2999),
  -- All that was ever mailed for this row, so that nothing that goes round in circles goes on.
  mails integer NOT NULL DEFAULT 1 CHECK (mails BETWEEN 1 AND 6),
  CHECK ((email IS NULL) = (email_key IS NULL)),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE,
  FOREIGN KEY (promoter_id, event_id, performance_id)
    REFERENCES performances (promoter_id, event_id, id) ON DELETE CASCADE
);
CREATE INDEX event_interests_by_mailbox ON event_interests (mailbox_of(email_key), asked_at);
-- Of addresses that were wiped there may be many.
CREATE UNIQUE INDEX event_interests_once
  ON event_interests (event_id, kind, coalesce(performance_id, event_id), email_key);
CREATE INDEX event_interests_waiting ON event_interests (event_id, kind, performance_id, spread_seconds)
  WHERE confirmed_at IS NOT NULL AND email IS NOT NULL;
CREATE INDEX event_interests_of_performance ON event_interests (performance_id) WHERE performance_id IS NOT NULL;
CREATE INDEX event_interests_unconfirmed ON event_interests (asked_at) WHERE confirmed_at IS NULL;
CREATE INDEX event_interests_told ON event_interests (told_at) WHERE told_at IS NOT NULL AND email IS NOT NULL;

-- No role of an application reads it: promoters hear numbers, and no address.
ALTER TABLE event_interests ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON event_interests TO liveotter_owner USING (true) WITH CHECK (true);

-- Mail to a crowd: whatever else waits for the same consumer goes first, an order's tickets above all.
ALTER TABLE outbox ADD COLUMN bulk boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_open_by_haste ON outbox (consumer, bulk, id) WHERE done_at IS NULL AND parked_at IS NULL;
DROP INDEX outbox_open_in_order;

-- Whether some night of an event is still to come.
CREATE FUNCTION has_night_ahead(event uuid, now timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT EXISTS (SELECT FROM performances p WHERE p.event_id = event AND p.status <> 'cancelled' AND p.ends_at > now);
END;

-- The events that anybody ever asked about, by leaps over an index: of each however many wait, one look.
CREATE FUNCTION awaited_events() RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH RECURSIVE awaited AS (
    (SELECT event_id FROM event_interests ORDER BY event_id LIMIT 1)
    UNION ALL
    SELECT (SELECT i.event_id FROM event_interests i WHERE i.event_id > awaited.event_id ORDER BY i.event_id LIMIT 1)
    FROM awaited WHERE awaited.event_id IS NOT NULL
  )
  SELECT event_id FROM awaited WHERE event_id IS NOT NULL
$$;

-- Registers an address that nobody has proved yet, and has a confirmation mailed to it, behind the tickets of those who have
-- paid, since asking costs nobody anything. `asked` whether or not that was mailed: not to who has confirmed, not again within
-- ten minutes nor for a third time, and not while five others wait at this mailbox from within a day. Else `unknown` (the
-- event, or a night that is none of its), `over`, or `open`: there is nothing to wait for.
CREATE FUNCTION ask_interest(wanted uuid, of_slug text, of_kind text, address text, key text, language text,
    now timestamptz, of_performance uuid DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  event events;
  known event_interests;
  which uuid;
BEGIN
  SELECT * INTO event FROM events WHERE slug = of_slug AND listed;
  IF NOT FOUND THEN RETURN 'unknown'; END IF;
  IF event.status = 'cancelled' OR event.sales_end_at <= now OR NOT has_night_ahead(event.id, now) THEN
    RETURN 'over';
  END IF;
  IF of_kind = 'on-sale' THEN
    IF coalesce(event.on_sale_at, event.published_at) <= now THEN RETURN 'open'; END IF;
    -- It opens for all nights at once.
    of_performance := NULL;
  ELSIF of_performance IS NOT NULL THEN
    PERFORM FROM performances p WHERE p.id = of_performance AND p.event_id = event.id;
    IF NOT FOUND THEN RETURN 'unknown'; END IF;
    PERFORM FROM performances p WHERE p.id = of_performance AND p.status <> 'cancelled' AND p.ends_at > now;
    IF NOT FOUND THEN RETURN 'over'; END IF;
  END IF;

  -- What one mailbox is asked for goes one by one: what is counted here is counted right.
  PERFORM pg_advisory_xact_lock(hashtextextended('interest ' || mailbox_of(key), 0));
  SELECT * INTO known FROM event_interests
    WHERE event_id = event.id AND kind = of_kind AND performance_id IS NOT DISTINCT FROM of_performance AND email_key = key;
  IF (SELECT count(*) FROM event_interests others
      WHERE mailbox_of(others.email_key) = mailbox_of(key) AND others.confirmed_at IS NULL
        AND others.asked_at > now - interval '1 day'
        AND others.id IS DISTINCT FROM known.id) >= 5 THEN
    RETURN 'asked';
  END IF;
  IF known.id IS NULL THEN
    INSERT INTO event_interests (id, promoter_id, event_id, performance_id, kind, email, email_key, locale, asked_at)
    VALUES (wanted, event.promoter_id, event.id, of_performance, of_kind, address, key, language, now)
    RETURNING id INTO which;
  ELSIF known.told_at IS NOT NULL AND of_kind = 'returned' THEN
    -- Was told, and came too late: from the beginning.
    UPDATE event_interests SET confirmed_at = NULL, told_at = NULL, asked_at = now, mails = 1, locale = language
    WHERE id = known.id RETURNING id INTO which;
  ELSE
    UPDATE event_interests SET asked_at = now, mails = mails + 1, locale = language
    WHERE id = known.id AND confirmed_at IS NULL AND mails < 3 AND asked_at < now - interval '10 minutes'
    RETURNING id INTO which;
  END IF;
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
  SELECT 'mail', event.promoter_id, which, 'interest-confirm', jsonb_build_object('interestId', which), true
  WHERE which IS NOT NULL;
  RETURN 'asked';
END
$$;

-- A night as pages and mails name it; NULL where any is meant.
CREATE FUNCTION night_of(performance uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('id', p.id, 'date', p.local_date, 'time', to_char(p.local_time, 'HH24:MI'),
    'venue', v.name, 'city', p.city)
  FROM performances p LEFT JOIN venues v ON v.id = p.venue_id WHERE p.id = performance
$$;

-- Whether what is waited for can still come.
CREATE FUNCTION is_awaitable(interest event_interests, event events, now timestamptz) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT event.status IN ('published', 'postponed') AND (event.sales_end_at IS NULL OR event.sales_end_at > now)
    AND CASE WHEN interest.performance_id IS NULL THEN has_night_ahead(event.id, now)
      ELSE EXISTS (SELECT FROM performances p
        WHERE p.id = interest.performance_id AND p.status <> 'cancelled' AND p.ends_at > now) END
$$;

-- What a mailed link shows, as core's Interest; NULL where nobody waits by it any more.
CREATE FUNCTION read_interest(which uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('kind', i.kind, 'eventSlug', e.slug, 'eventName', e.name, 'zone', e.sales_zone,
    'opensAt', epoch_ms(coalesce(e.on_sale_at, e.published_at)), 'performance', night_of(i.performance_id),
    'state', CASE WHEN NOT is_awaitable(i, e, now()) THEN 'over'
      WHEN i.confirmed_at IS NULL THEN 'unconfirmed'
      WHEN i.told_at IS NOT NULL AND (i.kind = 'returned' OR i.told_of = coalesce(e.on_sale_at, e.published_at)) THEN 'told'
      ELSE 'waiting' END)
  FROM event_interests i JOIN events e ON e.id = i.event_id AND e.listed
  WHERE i.id = which AND i.email IS NOT NULL
$$;

-- Whoever comes by the mailed link reads that address' mail. Again changes nothing.
CREATE FUNCTION confirm_interest(which uuid, now timestamptz) RETURNS json
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  UPDATE event_interests SET confirmed_at = now WHERE id = which AND confirmed_at IS NULL;
  RETURN read_interest(which);
END
$$;

-- Forgets who asked, at once.
CREATE FUNCTION end_interest(which uuid) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ DELETE FROM event_interests WHERE id = which $$;

-- Has those told whose sale opens within the hour, each at a moment of its own in the first fifty minutes of it; who was
-- late, or jobs were, at once, for as long as the sale goes on. Marked and written in one statement: once for each
-- opening, whoever else runs this and wherever it is cut off. Answers how many.
CREATE FUNCTION tell_of_openings(batch integer, now timestamptz) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH opening AS MATERIALIZED (
    SELECT e.id, coalesce(e.on_sale_at, e.published_at) AS opens_at
    FROM awaited_events() AS awaited (id) JOIN events e ON e.id = awaited.id
    WHERE e.status = 'published' AND coalesce(e.on_sale_at, e.published_at) <= now + interval '1 hour'
      AND (e.sales_end_at IS NULL OR e.sales_end_at > now) AND has_night_ahead(awaited.id, now)
  ), due AS (
    SELECT i.id, o.opens_at FROM opening o JOIN event_interests i ON i.event_id = o.id AND i.kind = 'on-sale'
    WHERE i.confirmed_at IS NOT NULL AND i.email IS NOT NULL AND i.told_of IS DISTINCT FROM o.opens_at AND i.mails < 6
      AND o.opens_at - interval '1 hour' + make_interval(secs => i.spread_seconds) <= now
    ORDER BY o.opens_at, i.spread_seconds LIMIT batch FOR UPDATE OF i SKIP LOCKED
  ), marked AS (
    UPDATE event_interests i SET told_at = now, told_of = due.opens_at, mails = i.mails + 1
    FROM due WHERE i.id = due.id RETURNING i.id, i.promoter_id
  ), told AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
    SELECT 'mail', promoter_id, id, 'sale-opens', jsonb_build_object('interestId', id), true FROM marked RETURNING 1
  )
  SELECT count(*) FROM told
$$;

-- Events for which somebody waits until there are tickets again, and of which Postgres has some to give; what is in carts
-- the shards know. Another choice each time, so that none is passed over for ever.
CREATE FUNCTION returns_to_look_at(batch integer, now timestamptz) RETURNS SETOF uuid
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT e.id FROM awaited_events() AS awaited (id) JOIN events e ON e.id = awaited.id
    LEFT JOIN selling_settings s ON s.event_id = e.id
  WHERE e.status = 'published' AND coalesce(e.on_sale_at, e.published_at) <= now AND NOT coalesce(s.stopped, false)
    AND (e.sales_end_at IS NULL OR e.sales_end_at > now) AND has_night_ahead(awaited.id, now)
    AND EXISTS (
      SELECT FROM (
        SELECT DISTINCT i.performance_id AS night FROM event_interests i
        WHERE i.event_id = e.id AND i.kind = 'returned' AND i.confirmed_at IS NOT NULL AND i.email IS NOT NULL
          AND i.told_at IS NULL) waited
      JOIN quotas q ON q.event_id = e.id
        AND (q.performance_id IS NULL OR waited.night IS NULL OR q.performance_id = waited.night)
      JOIN quota_counters c ON c.quota_id = q.id
      WHERE c.capacity IS NULL OR c.capacity > c.used + c.blocked)
  ORDER BY random() LIMIT batch
$$;

-- Has so many told that there are tickets to a night again, who confirmed first in front. Answers how many.
CREATE FUNCTION tell_of_returns(event uuid, performance uuid, batch integer, now timestamptz) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH due AS (
    SELECT i.id FROM event_interests i
    WHERE i.event_id = event AND i.kind = 'returned' AND i.confirmed_at IS NOT NULL AND i.email IS NOT NULL
      AND i.told_at IS NULL AND (i.performance_id IS NULL OR i.performance_id = performance)
    ORDER BY i.confirmed_at, i.id LIMIT batch FOR UPDATE SKIP LOCKED
  ), marked AS (
    UPDATE event_interests i SET told_at = now, mails = i.mails + 1
    FROM due WHERE i.id = due.id RETURNING i.id, i.promoter_id
  ), told AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload, bulk)
    SELECT 'mail', promoter_id, id, 'tickets-back', jsonb_build_object('interestId', id), true FROM marked RETURNING 1
  )
  SELECT count(*) FROM told
$$;

-- What a mail to who asked says, as core's InterestNews without the links in it, at the moment when it is sent; NULL where
-- there is nobody to be told any more, or nothing: cancelled, over, or put off since.
CREATE FUNCTION read_interest_news(which uuid, topic text, now timestamptz) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT json_build_object('to', i.email, 'locale', i.locale, 'kind', i.kind, 'event', e.name, 'eventSlug', e.slug,
    'performance', night_of(i.performance_id),
    'opensAt', epoch_ms(coalesce(i.told_of, e.on_sale_at, e.published_at)), 'zone', e.sales_zone)
  FROM event_interests i JOIN events e ON e.id = i.event_id
  WHERE i.id = which AND i.email IS NOT NULL AND is_awaitable(i, e, now)
    AND CASE topic WHEN 'interest-confirm' THEN i.confirmed_at IS NULL
      WHEN 'sale-opens' THEN e.status = 'published' AND i.told_of = coalesce(e.on_sale_at, e.published_at)
      ELSE e.status = 'published' END
$$;

-- Deletes who did not confirm within two days, and all who waited for what is cancelled, put away or over, one night or the
-- whole event; wipes the addresses of those who were told a week ago. Answers how many rows it touched.
CREATE FUNCTION forget_interests(batch integer, now timestamptz) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  WITH over AS MATERIALIZED (
    SELECT e.id FROM awaited_events() AS awaited (id) JOIN events e ON e.id = awaited.id
    WHERE e.status IN ('cancelled', 'archived') OR NOT has_night_ahead(awaited.id, now)
  ), old AS (
    SELECT id FROM event_interests WHERE confirmed_at IS NULL AND asked_at < now - interval '2 days'
    LIMIT batch FOR UPDATE SKIP LOCKED
  ), of_over AS (
    SELECT i.id FROM over JOIN event_interests i ON i.event_id = over.id LIMIT batch FOR UPDATE OF i SKIP LOCKED
  ), of_night AS (
    SELECT i.id FROM awaited_events() AS awaited (id)
      JOIN performances p ON p.event_id = awaited.id AND (p.status = 'cancelled' OR p.ends_at <= now)
      JOIN event_interests i ON i.performance_id = p.id
    LIMIT batch FOR UPDATE OF i SKIP LOCKED
  ), gone AS (
    DELETE FROM event_interests
    WHERE id IN (SELECT id FROM old UNION SELECT id FROM of_over UNION SELECT id FROM of_night) RETURNING id
  ), wiped AS (
    UPDATE event_interests SET email = NULL, email_key = NULL WHERE id IN (
      SELECT i.id FROM event_interests i JOIN events e ON e.id = i.event_id
      WHERE i.told_at < now - interval '7 days' AND i.email IS NOT NULL
        AND (i.kind = 'returned' OR coalesce(e.on_sale_at, e.published_at) < now)
        AND i.event_id NOT IN (SELECT id FROM over) AND i.id NOT IN (SELECT id FROM of_night)
      LIMIT batch FOR UPDATE OF i SKIP LOCKED)
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM wiped)
$$;

-- How many wait for an event and how many were told, by what they wait for; zeroes for another promoter's.
CREATE FUNCTION my_interests(event uuid) RETURNS json
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT json_build_object(
    'onSale', json_build_object('waiting', count(*) FILTER (WHERE i.kind = 'on-sale' AND i.told_at IS NULL),
      'told', count(*) FILTER (WHERE i.kind = 'on-sale' AND i.told_at IS NOT NULL)),
    'returned', json_build_object('waiting', count(*) FILTER (WHERE i.kind = 'returned' AND i.told_at IS NULL),
      'told', count(*) FILTER (WHERE i.kind = 'returned' AND i.told_at IS NOT NULL)))
  FROM event_interests i WHERE i.event_id = event AND i.confirmed_at IS NOT NULL AND is_mine(event);
END;

REVOKE EXECUTE ON FUNCTION mailbox_of, has_night_ahead, awaited_events, ask_interest, night_of, is_awaitable, read_interest,
  confirm_interest, end_interest, tell_of_openings, returns_to_look_at, tell_of_returns, read_interest_news,
  forget_interests, my_interests FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_interest, read_interest, confirm_interest, end_interest TO liveotter_public;
GRANT EXECUTE ON FUNCTION tell_of_openings, returns_to_look_at, tell_of_returns, read_interest_news, forget_interests,
  read_sale TO liveotter_jobs;
GRANT EXECUTE ON FUNCTION my_interests TO liveotter_promoter, liveotter_reporting;
