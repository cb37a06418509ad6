-- The roles: one per deployable, so that an exhausted or runaway one leaves the others working. Idempotent.
--
-- Logins get their passwords from migrate(), never from here. Limits add up to 90, below Postgres' default of 100
-- connections. Neon's console gives roles BYPASSRLS; made in SQL they have none, and a test looks.

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['liveotter_owner', 'liveotter_public', 'liveotter_promoter', 'liveotter_jobs',
                              'liveotter_reporting', 'liveotter_auth'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOCREATEDB NOCREATEROLE NOINHERIT', name);
    END IF;
  END LOOP;
END
$$;

ALTER ROLE liveotter_owner CONNECTION LIMIT 5;
ALTER ROLE liveotter_public CONNECTION LIMIT 40;
ALTER ROLE liveotter_promoter CONNECTION LIMIT 20;
ALTER ROLE liveotter_jobs CONNECTION LIMIT 10;
ALTER ROLE liveotter_reporting CONNECTION LIMIT 5;
ALTER ROLE liveotter_auth CONNECTION LIMIT 10;

-- A fan waits for nothing that takes longer than this: the tiers above answer with what they have.
ALTER ROLE liveotter_public SET statement_timeout = '3s';
ALTER ROLE liveotter_public SET lock_timeout = '500ms';
ALTER ROLE liveotter_public SET idle_in_transaction_session_timeout = '3s';

ALTER ROLE liveotter_promoter SET statement_timeout = '5s';
ALTER ROLE liveotter_promoter SET lock_timeout = '2s';
ALTER ROLE liveotter_promoter SET idle_in_transaction_session_timeout = '5s';

-- Reads the whole catalogue in pages; behind a queue, so it may take its time.
ALTER ROLE liveotter_jobs SET statement_timeout = '20s';
ALTER ROLE liveotter_jobs SET lock_timeout = '2s';
ALTER ROLE liveotter_jobs SET idle_in_transaction_session_timeout = '10s';

ALTER ROLE liveotter_reporting SET statement_timeout = '30s';
ALTER ROLE liveotter_reporting SET lock_timeout = '500ms';
ALTER ROLE liveotter_reporting SET idle_in_transaction_session_timeout = '10s';
ALTER ROLE liveotter_reporting SET default_transaction_read_only = on;

ALTER ROLE liveotter_auth SET statement_timeout = '3s';
ALTER ROLE liveotter_auth SET lock_timeout = '1s';
ALTER ROLE liveotter_auth SET idle_in_transaction_session_timeout = '5s';
