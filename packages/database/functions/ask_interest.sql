-- Registers an address that nobody has proved yet, and has a confirmation mailed to it, behind the tickets of those who have
-- paid, since asking costs nobody anything. `asked` whether or not that was mailed: not to who has confirmed, not again within
-- ten minutes nor for a third time, and not while five others wait at this mailbox from within a day. Else `unknown` (the
-- event, or a night that is none of its), `over`, or `open`: there is nothing to wait for.
CREATE OR REPLACE FUNCTION ask_interest(wanted uuid, of_slug text, of_kind text, address text, key text, language text,
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

REVOKE EXECUTE ON FUNCTION ask_interest FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ask_interest TO liveotter_public;
