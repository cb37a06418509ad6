-- What a venue's own data say of its performances: their ticket holders hear of it, and calendars and caches follow.
CREATE OR REPLACE FUNCTION note_venue_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO performance_changes (promoter_id, event_id, performance_id, was)
    SELECT p.promoter_id, p.event_id, p.id, when_and_where(p, OLD)
    FROM performances p WHERE p.venue_id = NEW.id AND p.ends_at > now() AND EXISTS (
      SELECT FROM orders WHERE orders.promoter_id = p.promoter_id AND orders.event_id = p.event_id
        AND state IN ('pending', 'paid', 'partly_refunded'));
  WITH changed AS (
    -- Their calendar entries count by this.
    UPDATE events SET changed_at = now()
    WHERE listed AND id IN (SELECT event_id FROM performances WHERE venue_id = NEW.id AND ends_at > now())
    RETURNING id, promoter_id, slug, version
  )
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT consumer, promoter_id, id, 'event.venue', jsonb_build_object('slug', slug, 'version', version)
    FROM changed CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer;
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION note_venue_change FROM PUBLIC;

CREATE OR REPLACE TRIGGER moved AFTER UPDATE OF name, street ON venues FOR EACH ROW
  WHEN (NEW.name IS DISTINCT FROM OLD.name OR NEW.street IS DISTINCT FROM OLD.street)
  EXECUTE FUNCTION note_venue_change();
