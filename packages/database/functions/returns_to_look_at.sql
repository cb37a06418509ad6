-- Events for which somebody waits until there are tickets again, and of which Postgres has some to give; what is in carts
-- the shards know. Another choice each time, so that none is passed over for ever.
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

REVOKE EXECUTE ON FUNCTION returns_to_look_at FROM PUBLIC;
GRANT EXECUTE ON FUNCTION returns_to_look_at TO liveotter_jobs;
