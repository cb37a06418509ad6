CREATE OR REPLACE FUNCTION keep_words_of_places() RETURNS trigger LANGUAGE plpgsql AS $$
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
