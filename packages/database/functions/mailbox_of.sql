-- Whoever types an address has not proved it. Many providers put all that differs by dots, or by what follows a plus, into one
-- mailbox: what is asked for there is counted together.
CREATE OR REPLACE FUNCTION mailbox_of(key text) RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT replace(split_part(split_part(key, '@', 1), '+', 1), '.', '') || '@' || split_part(key, '@', -1) $$;

REVOKE EXECUTE ON FUNCTION mailbox_of FROM PUBLIC;
