-- What surrounds a promoter's events: finding them, series that can be renamed, deliveries that can be tried again.

-- An event's name and tags, folded by whoever writes them; cities and venues are folded already.
ALTER TABLE events
  ADD COLUMN name_words text NOT NULL DEFAULT '' CHECK (length(name_words) <= 600),
  ADD COLUMN tag_words text NOT NULL DEFAULT '' CHECK (length(tag_words) <= 5000);
UPDATE events SET name_words = name_key;
CREATE INDEX events_of_promoter_by_name ON events (promoter_id, name_key, id);

-- Row-level security keeps every operator that may leak a row's content out of an index: full-text and trigram ones do,
-- comparing text does not. So a promoter's words stand in a B-tree, and a word's beginning is a range of it.
CREATE TABLE event_words (
  promoter_id uuid NOT NULL,
  word text COLLATE "C" NOT NULL CHECK (length(word) BETWEEN 1 AND 100),
  event_id uuid NOT NULL,
  PRIMARY KEY (promoter_id, word, event_id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE
);
CREATE INDEX event_words_of_event ON event_words (event_id, promoter_id);

GRANT SELECT, INSERT, DELETE ON event_words TO liveotter_promoter;

ALTER TABLE event_words ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON event_words TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON event_words TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

-- Runs as whoever changed the event, so that it can reach no further than they.
CREATE FUNCTION write_event_words(changed uuid[]) RETURNS void LANGUAGE sql
BEGIN ATOMIC
  WITH wanted AS (
    SELECT DISTINCT events.promoter_id, left(word, 100) AS word, events.id AS event_id
    FROM events CROSS JOIN LATERAL (
      SELECT concat_ws(' ', events.name_words, events.tag_words) AS key
      UNION ALL
      SELECT concat_ws(' ', performances.city_key, venues.name_key)
      FROM performances LEFT JOIN venues ON venues.id = performances.venue_id
      WHERE performances.promoter_id = events.promoter_id AND performances.event_id = events.id
    ) keys CROSS JOIN LATERAL string_to_table(keys.key, ' ') word
    WHERE events.id = ANY(changed) AND word <> ''
  ), gone AS (
    DELETE FROM event_words WHERE event_id = ANY(changed)
      AND (event_id, word) NOT IN (SELECT wanted.event_id, wanted.word FROM wanted)
  )
  INSERT INTO event_words (promoter_id, word, event_id)
  SELECT promoter_id, word, event_id FROM wanted ON CONFLICT DO NOTHING;
END;

CREATE FUNCTION keep_words_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    changed := ARRAY(SELECT id FROM new_rows);
  ELSE
    changed := ARRAY(SELECT id FROM new_rows JOIN old_rows USING (id)
      WHERE (new_rows.name_words, new_rows.tag_words) <> (old_rows.name_words, old_rows.tag_words));
  END IF;
  IF cardinality(changed) > 0 THEN
    PERFORM write_event_words(changed);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_new AFTER INSERT ON events
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_events();
CREATE TRIGGER words_of_changed AFTER UPDATE ON events
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_events();

CREATE FUNCTION keep_words_of_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  changed uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    changed := ARRAY(SELECT DISTINCT event_id FROM new_rows);
  ELSIF TG_OP = 'DELETE' THEN
    changed := ARRAY(SELECT DISTINCT event_id FROM old_rows);
  ELSE
    changed := ARRAY(SELECT DISTINCT new_rows.event_id FROM new_rows JOIN old_rows USING (id)
      WHERE (new_rows.venue_id, new_rows.city_key) IS DISTINCT FROM (old_rows.venue_id, old_rows.city_key));
  END IF;
  IF cardinality(changed) > 0 THEN
    PERFORM write_event_words(changed);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_new AFTER INSERT ON performances
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_places();
CREATE TRIGGER words_of_changed AFTER UPDATE ON performances
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_places();
CREATE TRIGGER words_of_gone AFTER DELETE ON performances
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_words_of_places();

SELECT write_event_words(ARRAY(SELECT id FROM events));

-- Venues are everybody's and have no row-level security, so that full text serves them as it is. Not its parser: the
-- words are folded already.
CREATE FUNCTION folded_words(key text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(ARRAY(SELECT left(word, 100) FROM string_to_table(key, ' ') word WHERE word <> ''));
CREATE INDEX venues_by_word ON venues USING gin (folded_words(name_key || ' ' || city_key));

-- Counts each change: the guard of If-Match.
ALTER TABLE series ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);

CREATE INDEX audit_log_of_actor ON audit_log (promoter_id, actor_id, id DESC);

-- Names of the people who act for the current promoter, and of nobody else: `users` stays closed to the promoters' role.
CREATE FUNCTION member_name(person uuid) RETURNS text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  SELECT users.name FROM users JOIN promoter_members ON promoter_members.user_id = users.id
  WHERE users.id = person AND promoter_members.promoter_id = current_promoter();
END;
REVOKE ALL ON FUNCTION member_name(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION member_name(uuid) TO liveotter_promoter;

CREATE INDEX outbox_open_of_promoter ON outbox (promoter_id, id) WHERE done_at IS NULL;

-- Of all updates of its news a promoter has one: it takes a row of its own out of the park, as jobs would.
GRANT UPDATE (parked_at, attempts, next_attempt_at) ON outbox TO liveotter_promoter;
DROP POLICY own ON outbox;
CREATE POLICY own_reads ON outbox FOR SELECT TO liveotter_promoter USING (promoter_id = current_promoter());
CREATE POLICY own_writes ON outbox FOR INSERT TO liveotter_promoter WITH CHECK (promoter_id = current_promoter());
CREATE POLICY own_replays ON outbox FOR UPDATE TO liveotter_promoter
  USING (promoter_id = current_promoter() AND parked_at IS NOT NULL)
  WITH CHECK (promoter_id = current_promoter() AND parked_at IS NULL AND attempts = 0
    AND next_attempt_at < now() + interval '1 second');
