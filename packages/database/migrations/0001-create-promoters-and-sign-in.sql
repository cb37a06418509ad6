-- Promoters (the tenants) and the people who sign in for them.

-- The promoter that a transaction works for: set by set_config('app.promoter_id', ..., true). NULL matches no row.
CREATE FUNCTION current_promoter() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.promoter_id', true), '')::uuid;

CREATE TABLE promoters (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 120),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) <= 200),
  email text NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 320 AND email = lower(email)),
  email_verified boolean NOT NULL DEFAULT false,
  image text CHECK (length(image) <= 2000),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token text NOT NULL UNIQUE CHECK (length(token) <= 200),
  expires_at timestamptz(3) NOT NULL,
  ip_address text CHECK (length(ip_address) <= 100),
  user_agent text CHECK (length(user_agent) <= 2000),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id text NOT NULL CHECK (length(account_id) <= 320),
  provider_id text NOT NULL CHECK (length(provider_id) <= 100),
  access_token text CHECK (length(access_token) <= 8000),
  refresh_token text CHECK (length(refresh_token) <= 8000),
  id_token text CHECK (length(id_token) <= 8000),
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text CHECK (length(scope) <= 2000),
  password text CHECK (length(password) <= 500),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (provider_id, account_id)
);
CREATE INDEX accounts_user_id ON accounts (user_id);

CREATE TABLE verifications (
  id uuid PRIMARY KEY,
  identifier text NOT NULL CHECK (length(identifier) <= 500),
  value text NOT NULL CHECK (length(value) <= 4000),
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX verifications_identifier ON verifications (identifier);
CREATE INDEX verifications_expires_at ON verifications (expires_at);

CREATE TABLE promoter_members (
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'editor')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (promoter_id, user_id)
);
CREATE INDEX promoter_members_user_id ON promoter_members (user_id);

GRANT USAGE ON SCHEMA public
  TO liveotter_public, liveotter_promoter, liveotter_jobs, liveotter_reporting, liveotter_auth;

GRANT SELECT (id, slug, name) ON promoters
  TO liveotter_public, liveotter_promoter, liveotter_jobs, liveotter_reporting, liveotter_auth;

-- People are known to sign-in alone: no other role reads an address or a session.
GRANT SELECT, INSERT, UPDATE, DELETE ON users, sessions, accounts, verifications TO liveotter_auth;
GRANT SELECT ON promoter_members TO liveotter_auth, liveotter_promoter;

ALTER TABLE promoters ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON promoters TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON promoters FOR SELECT
  TO liveotter_public, liveotter_jobs, liveotter_reporting, liveotter_auth USING (true);
CREATE POLICY own ON promoters FOR SELECT TO liveotter_promoter USING (id = current_promoter());

ALTER TABLE promoter_members ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON promoter_members TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY sign_in_reads ON promoter_members FOR SELECT TO liveotter_auth USING (true);
CREATE POLICY own ON promoter_members FOR SELECT TO liveotter_promoter USING (promoter_id = current_promoter());
