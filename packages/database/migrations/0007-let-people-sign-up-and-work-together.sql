-- Accounts that people make themselves, organisations with owners and managers, and invitations.
--
-- Nobody is a user before their address is verified: a sign-up waits in `verifications` under the hash of the token that
-- was mailed, as a forgotten password's reset does. A token itself is stored nowhere.

-- The version before this one writes no members.
UPDATE promoter_members SET role = 'manager' WHERE role = 'editor';
ALTER TABLE promoter_members DROP CONSTRAINT promoter_members_role_check,
  ADD CONSTRAINT promoter_members_role_check CHECK (role IN ('owner', 'manager'));

ALTER TABLE promoters
  ADD COLUMN rounding text NOT NULL DEFAULT 'per-line'
    CHECK (rounding IN ('per-line', 'net-sum', 'net-sum-keep-gross')),
  -- Counts each change: the guard of If-Match.
  ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);

-- Whom a session acts for. The key makes it nobody in the moment when the membership ends.
ALTER TABLE sessions ADD COLUMN active_promoter_id uuid,
  ADD FOREIGN KEY (active_promoter_id, user_id) REFERENCES promoter_members (promoter_id, user_id)
    ON DELETE SET NULL (active_promoter_id);
CREATE INDEX sessions_active ON sessions (active_promoter_id, user_id) WHERE active_promoter_id IS NOT NULL;
UPDATE sessions SET active_promoter_id = (
  SELECT m.promoter_id FROM promoter_members m WHERE m.user_id = sessions.user_id
  ORDER BY m.created_at, m.promoter_id LIMIT 1);

CREATE TABLE invitations (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320 AND email = lower(email)),
  role text NOT NULL CHECK (role IN ('owner', 'manager')),
  inviter_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- SHA-256 in hex.
  token_hash text NOT NULL UNIQUE CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- Asking again is a new link, and the end of the old one.
  UNIQUE (promoter_id, email)
);
CREATE INDEX invitations_inviter ON invitations (inviter_id);
CREATE INDEX invitations_expires_at ON invitations (expires_at);

-- What a person's requests made, other than those about one promoter's things (`idempotency_keys`).
CREATE TABLE user_idempotency_keys (
  user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  request_hash text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  subject_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, key)
);
CREATE INDEX user_idempotency_keys_created_at ON user_idempotency_keys (created_at);

GRANT SELECT, INSERT ON user_idempotency_keys TO liveotter_auth;
GRANT SELECT, INSERT, UPDATE (role, inviter_id, token_hash, expires_at, created_at, id), DELETE
  ON invitations TO liveotter_auth;
GRANT SELECT (rounding, version, created_at), INSERT (id, slug, name), UPDATE (name, rounding, version)
  ON promoters TO liveotter_auth;
GRANT SELECT (rounding) ON promoters TO liveotter_promoter, liveotter_jobs;
GRANT INSERT (promoter_id, user_id, role), UPDATE (role), DELETE ON promoter_members TO liveotter_auth;
GRANT INSERT (promoter_id, actor_id, action, subject_id, details, request_id) ON audit_log TO liveotter_auth;

-- Sign-in reads across promoters, since a person may work for several; it writes for one at a time.
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON invitations TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY sign_in_reads ON invitations FOR SELECT TO liveotter_auth USING (true);
CREATE POLICY sign_in_adds ON invitations FOR INSERT TO liveotter_auth WITH CHECK (promoter_id = current_promoter());
CREATE POLICY sign_in_changes ON invitations FOR UPDATE TO liveotter_auth USING (promoter_id = current_promoter());
CREATE POLICY sign_in_removes ON invitations FOR DELETE TO liveotter_auth USING (promoter_id = current_promoter());

CREATE POLICY sign_in_adds ON promoters FOR INSERT TO liveotter_auth WITH CHECK (id = current_promoter());
CREATE POLICY sign_in_changes ON promoters FOR UPDATE TO liveotter_auth USING (id = current_promoter());

CREATE POLICY sign_in_adds ON promoter_members FOR INSERT TO liveotter_auth
  WITH CHECK (promoter_id = current_promoter());
CREATE POLICY sign_in_changes ON promoter_members FOR UPDATE TO liveotter_auth
  USING (promoter_id = current_promoter());
CREATE POLICY sign_in_removes ON promoter_members FOR DELETE TO liveotter_auth
  USING (promoter_id = current_promoter());

CREATE POLICY sign_in_adds ON audit_log FOR INSERT TO liveotter_auth WITH CHECK (promoter_id = current_promoter());

-- Jobs sweep what has run out without being able to look at it. Answers how many rows went; at most `batch` of each kind.
CREATE FUNCTION forget_stale_sign_ins(batch integer, keep_keys_days integer) RETURNS bigint
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
  WITH old_sessions AS (
    DELETE FROM sessions WHERE id IN (
      SELECT id FROM sessions WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_verifications AS (
    DELETE FROM verifications WHERE id IN (
      SELECT id FROM verifications WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_invitations AS (
    DELETE FROM invitations WHERE id IN (
      SELECT id FROM invitations WHERE expires_at < now() ORDER BY expires_at LIMIT batch) RETURNING 1
  ), old_keys AS (
    DELETE FROM user_idempotency_keys WHERE (user_id, key) IN (
      SELECT user_id, key FROM user_idempotency_keys
      WHERE created_at < now() - make_interval(days => keep_keys_days) ORDER BY created_at LIMIT batch) RETURNING 1
  )
  SELECT (SELECT count(*) FROM old_sessions) + (SELECT count(*) FROM old_verifications)
    + (SELECT count(*) FROM old_invitations) + (SELECT count(*) FROM old_keys);
END;
REVOKE EXECUTE ON FUNCTION forget_stale_sign_ins FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_stale_sign_ins TO liveotter_jobs;
