CREATE OR REPLACE FUNCTION keep_words_of_events() RETURNS trigger LANGUAGE plpgsql AS $$
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
