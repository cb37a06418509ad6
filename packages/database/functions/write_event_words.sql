-- Runs as whoever changed the event, so that it can reach no further than they.
CREATE OR REPLACE FUNCTION write_event_words(changed uuid[]) RETURNS void LANGUAGE sql
AS $$
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
  SELECT promoter_id, word, event_id FROM wanted ON CONFLICT DO NOTHING
$$;
