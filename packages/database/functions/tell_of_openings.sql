-- Has those told whose sale opens within the hour, each at a moment of its own in the first fifty minutes of it; who was
-- late, or jobs were, at once, for as long as the sale goes on. Marked and written in one statement: once for each
-- opening, whoever else runs this and wherever it is cut off. Answers how many.
CREATE OR REPLACE FUNCTION tell_of_openings(batch integer, now timestamptz) RETURNS bigint
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

REVOKE EXECUTE ON FUNCTION tell_of_openings FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell_of_openings TO liveotter_jobs;
