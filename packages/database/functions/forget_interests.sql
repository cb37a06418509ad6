-- Deletes who did not confirm within two days, and all who waited for what is cancelled, put away or over, one night or the
-- whole event; wipes the addresses of those who were told a week ago. Answers how many rows it touched.
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

REVOKE EXECUTE ON FUNCTION forget_interests FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_interests TO liveotter_jobs;
