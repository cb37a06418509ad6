-- Who waits for tickets to come back waits for one night: another one that has some is no news to them. NULL: any night.

ALTER TABLE event_interests
  ADD COLUMN performance_id uuid,
  ADD FOREIGN KEY (promoter_id, event_id, performance_id)
    REFERENCES performances (promoter_id, event_id, id) ON DELETE CASCADE,
  DROP CONSTRAINT event_interests_event_id_kind_email_key_key;
-- Of addresses that were wiped there may be many.
CREATE UNIQUE INDEX event_interests_once
  ON event_interests (event_id, kind, coalesce(performance_id, event_id), email_key);
DROP INDEX event_interests_waiting;
CREATE INDEX event_interests_waiting ON event_interests (event_id, kind, performance_id, spread_seconds)
  WHERE confirmed_at IS NOT NULL AND email IS NOT NULL;
CREATE INDEX event_interests_of_performance ON event_interests (performance_id) WHERE performance_id IS NOT NULL;

-- As before, of one night as well, which must be one of the event's that is still to come.
DROP FUNCTION ask_interest(uuid, text, text, text, text, text, timestamptz);
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

  -- What one address asks for goes one by one: what is counted here is counted right.
  PERFORM pg_advisory_xact_lock(hashtextextended('interest ' || key, 0));
  SELECT * INTO known FROM event_interests
    WHERE event_id = event.id AND kind = of_kind AND performance_id IS NOT DISTINCT FROM of_performance AND email_key = key;
  IF (SELECT count(*) FROM event_interests others
      WHERE others.email_key = key AND others.confirmed_at IS NULL AND others.asked_at > now - interval '1 day'
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
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
  SELECT 'mail', event.promoter_id, which, 'interest-confirm', jsonb_build_object('interestId', which)
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

CREATE OR REPLACE FUNCTION read_interest(which uuid) RETURNS json
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

CREATE OR REPLACE FUNCTION returns_to_look_at(batch integer, now timestamptz) RETURNS SETOF uuid
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
DROP FUNCTION tell_of_returns(uuid, integer, timestamptz);

CREATE OR REPLACE FUNCTION read_interest_news(which uuid, topic text, now timestamptz) RETURNS json
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

-- As before, and all who waited for one night that is cancelled or over.
CREATE OR REPLACE FUNCTION forget_interests(batch integer, now timestamptz) RETURNS bigint
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

REVOKE EXECUTE ON FUNCTION ask_interest, night_of, is_awaitable, tell_of_returns FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_interest TO liveotter_public;
GRANT EXECUTE ON FUNCTION tell_of_returns TO liveotter_jobs;
