-- Brings the prices of up to `most` events up to date whose phase has ended by `moment`, and announces those that are
-- public; answers how many. No new version: what the promoter wrote stays, and an open editor loses no race to it.
CREATE OR REPLACE FUNCTION apply_price_phases(moment timestamptz, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  due uuid[];
BEGIN
  -- Locked in a statement of its own: the next one then sees what whoever held the row before has written.
  SELECT array_agg(id) INTO due FROM (
    SELECT id FROM events WHERE prices_change_at <= moment
    ORDER BY prices_change_at LIMIT most FOR UPDATE SKIP LOCKED) locked;
  WITH priced AS (
    SELECT types.event_id, min(price) FILTER (WHERE NOT hidden) AS lowest, max(price) FILTER (WHERE NOT hidden) AS highest,
      min(phase.until_at) FILTER (WHERE NOT hidden) AS until_at
    FROM ticket_types types
    LEFT JOIN LATERAL (
      SELECT price_minor, until_at FROM price_phases
      WHERE ticket_type_id = types.id AND until_at > moment ORDER BY position LIMIT 1) phase ON true
    CROSS JOIN LATERAL (SELECT coalesce(phase.price_minor, types.price_minor) AS price) in_force
    WHERE types.event_id = ANY(due) GROUP BY types.event_id
  ), changed AS (
    UPDATE events SET price_from = priced.lowest, price_to = priced.highest, prices_change_at = priced.until_at,
      changed_at = CASE WHEN listed THEN now() ELSE changed_at END
    FROM unnest(due) AS one (id) LEFT JOIN priced ON priced.event_id = one.id
    WHERE events.id = one.id
    RETURNING events.id, promoter_id, slug, version, listed
  )
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
  SELECT consumer, promoter_id, id, 'event.prices', jsonb_build_object('slug', slug, 'version', version)
  FROM changed CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
  WHERE listed;
  RETURN coalesce(cardinality(due), 0);
END
$$;

REVOKE EXECUTE ON FUNCTION apply_price_phases FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_price_phases TO liveotter_jobs;
