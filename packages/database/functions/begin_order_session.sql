-- Takes a code: good once, within its time, and for five tries, which the UPDATE counts whoever else tries at once. The
-- address is then its person's; with the hash of a session under way, that session's person's. Answers when the session
-- begun under `session` ends; NULL: not this code. LO008: there is no session under way by that hash.
CREATE OR REPLACE FUNCTION begin_order_session(key text, hash text, session text, life interval, under_way text)
  RETURNS timestamptz
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  known text;
  who uuid;
  address text;
  ends timestamptz(3) := now() + life;
BEGIN
  IF under_way IS NOT NULL THEN
    SELECT person_id INTO who FROM person_sessions WHERE key_hash = under_way AND expires_at > now();
    IF NOT FOUND THEN RAISE EXCEPTION 'the session has ended' USING ERRCODE = 'LO008'; END IF;
  END IF;
  UPDATE person_codes SET tries = tries + 1 WHERE email_key = key AND expires_at > now() AND tries < 5
  RETURNING code_hash INTO known;
  IF known IS NULL OR known <> hash THEN RETURN NULL; END IF;
  DELETE FROM person_codes WHERE email_key = key;

  SELECT email INTO address FROM order_people WHERE email_key = key ORDER BY order_id DESC LIMIT 1;
  IF who IS NULL THEN SELECT person_id INTO who FROM person_emails WHERE email_key = key; END IF;
  IF who IS NULL THEN
    who := gen_random_uuid();
    INSERT INTO persons (id) VALUES (who);
  END IF;
  -- Whoever proves an address last has it.
  INSERT INTO person_emails (email_key, email, person_id) VALUES (key, coalesce(address, key), who)
  ON CONFLICT (email_key) DO UPDATE SET person_id = excluded.person_id, verified_at = now();
  INSERT INTO person_sessions (key_hash, person_id, expires_at) VALUES (session, who, ends);
  RETURN ends;
END
$$;

REVOKE EXECUTE ON FUNCTION begin_order_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION begin_order_session TO liveotter_public;
