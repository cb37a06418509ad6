-- An order's email address can be corrected. The key that opens an order is derived from its id and this generation, so
-- raising it ends every link that was sent to the wrong address.
ALTER TABLE orders ADD COLUMN key_generation integer NOT NULL DEFAULT 0 CHECK (key_generation >= 0);

-- A buyer's own correction, until the new address confirms it. One per order: a newer request replaces the older one, and
-- with it the link that was mailed for it.
CREATE TABLE order_email_changes (
  id uuid PRIMARY KEY,
  order_id uuid NOT NULL UNIQUE REFERENCES orders (id) ON DELETE CASCADE,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  email_key text NOT NULL CHECK (length(email_key) BETWEEN 3 AND 320),
  requested_at timestamptz(3) NOT NULL,
  -- The key generation that confirming it led to. NULL: not confirmed yet.
  confirmed_generation integer
);
CREATE INDEX order_email_changes_by_age ON order_email_changes (requested_at);
ALTER TABLE order_email_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON order_email_changes TO liveotter_owner USING (true) WITH CHECK (true);
