-- A trigger, so that no way of changing a performance (edits, imports, undoing) can forget its ticket holders. Edits take
-- the sale's lock first: an order is either seen here, or placed with what is written now.
CREATE OR REPLACE FUNCTION note_performance_change() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  was jsonb;
BEGIN
  SELECT when_and_where(OLD, v) INTO was FROM (SELECT) one LEFT JOIN venues v ON v.id = OLD.venue_id;
  IF was IS DISTINCT FROM (
      SELECT when_and_where(NEW, v) FROM (SELECT) one LEFT JOIN venues v ON v.id = NEW.venue_id)
    AND EXISTS (SELECT FROM orders WHERE promoter_id = NEW.promoter_id AND event_id = NEW.event_id
      AND state IN ('pending', 'paid', 'partly_refunded')) THEN
    INSERT INTO performance_changes (promoter_id, event_id, performance_id, was)
      VALUES (NEW.promoter_id, NEW.event_id, NEW.id, was);
  END IF;
  RETURN NULL;
END
$$;

REVOKE EXECUTE ON FUNCTION note_performance_change FROM PUBLIC;

CREATE OR REPLACE TRIGGER moved AFTER UPDATE OF local_date, local_time, end_local_date, zone, online, venue_id, city, country
  ON performances FOR EACH ROW EXECUTE FUNCTION note_performance_change();
