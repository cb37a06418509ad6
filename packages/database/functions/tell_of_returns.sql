-- Has so many told that there are tickets to a night again, who confirmed first in front. Answers how many.
CREATE OR REPLACE FUNCTION tell_of_returns(event uuid, performance uuid, batch integer, now timestamptz) RETURNS bigint
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

REVOKE EXECUTE ON FUNCTION tell_of_returns FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tell_of_returns TO liveotter_jobs;
