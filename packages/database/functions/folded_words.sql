-- Venues are everybody's and have no row-level security, so that full text serves them as it is. Not its parser: the
-- words are folded already.
CREATE OR REPLACE FUNCTION folded_words(key text) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_to_tsvector(ARRAY(SELECT left(word, 100) FROM string_to_table(key, ' ') word WHERE word <> ''));
