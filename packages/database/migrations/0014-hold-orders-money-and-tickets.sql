-- What selling leaves behind: settings, codes, inventory, orders with their people, payments, refunds, the ledger, tickets.
--
-- Fans' and jobs' roles touch none of it directly: they call the functions of the next migrations, each of which does one
-- step whole or raises. Promoters read their own. Personal data stands in order_people and ticket_holders alone, so that it
-- can be erased without touching a sum.

CREATE TABLE selling_settings (
  event_id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  -- No new holds, no new orders; what is ordered may still be paid.
  stopped boolean NOT NULL DEFAULT false,
  -- Tickets per e-mail address, over all its orders that are pending or paid.
  max_per_fan integer CHECK (max_per_fan BETWEEN 1 AND 1000),
  order_minutes integer NOT NULL DEFAULT 15 CHECK (order_minutes BETWEEN 5 AND 60),
  card boolean NOT NULL DEFAULT true,
  -- Bank transfer: what the fan is told, and how many days they have. NULL: not offered.
  transfer_instructions text CHECK (length(transfer_instructions) BETWEEN 1 AND 2000),
  transfer_days integer CHECK (transfer_days BETWEEN 1 AND 30),
  pay_at_door boolean NOT NULL DEFAULT false,
  needs_pass boolean NOT NULL DEFAULT false,
  ticket_codes text NOT NULL DEFAULT 'static' CHECK (ticket_codes IN ('static', 'rotating')),
  attendee_names text NOT NULL DEFAULT 'none' CHECK (attendee_names IN ('none', 'optional', 'required')),
  -- Days from a postponement in which a fan may ask for the money back.
  refund_window_days integer NOT NULL DEFAULT 14 CHECK (refund_window_days BETWEEN 0 AND 365),
  refundable_until timestamptz(3),
  CHECK (num_nulls(transfer_instructions, transfer_days) IN (0, 2)),
  UNIQUE (promoter_id, event_id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE
);

CREATE TABLE questions (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 300),
  kind text NOT NULL CHECK (kind IN ('text', 'choice', 'tick')),
  asked_of text NOT NULL CHECK (asked_of IN ('order', 'attendee')),
  required boolean NOT NULL DEFAULT false,
  choices text[] NOT NULL DEFAULT '{}' CHECK (cardinality(choices) <= 50),
  -- Answers outlive their question.
  retired boolean NOT NULL DEFAULT false,
  UNIQUE (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE
);
CREATE INDEX questions_of_event ON questions (promoter_id, event_id, position);

CREATE TABLE codes (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  code text NOT NULL CHECK (length(code) BETWEEN 1 AND 60),
  -- Folded: upper case, without spaces.
  code_key text NOT NULL CHECK (length(code_key) BETWEEN 1 AND 60),
  -- What finds a batch again.
  tag text NOT NULL DEFAULT '' CHECK (length(tag) <= 100),
  -- What it does to each ticket's price: nothing, hundredths of a per cent off, minor units off, or another price.
  effect text NOT NULL DEFAULT 'none' CHECK (effect IN ('none', 'percent', 'amount', 'price')),
  value bigint NOT NULL DEFAULT 0 CHECK (value BETWEEN 0 AND 1000000000),
  -- Tickets; NULL: without limit.
  max_uses integer CHECK (max_uses BETWEEN 1 AND 10000000),
  -- By tickets of orders that are pending or paid.
  used integer NOT NULL DEFAULT 0 CHECK (used >= 0),
  -- Its unused uses are kept free in this quota.
  blocks_quota_id uuid,
  -- Its tickets need no room in any quota.
  bypasses_quotas boolean NOT NULL DEFAULT false,
  -- It shows and opens hidden ticket types (of its list), and opens the presale.
  opens_hidden boolean NOT NULL DEFAULT false,
  opens_presale boolean NOT NULL DEFAULT false,
  -- NULL: every ticket type.
  ticket_type_ids uuid[] CHECK (cardinality(ticket_type_ids) BETWEEN 1 AND 50),
  valid_from timestamptz(3),
  valid_until timestamptz(3),
  disabled boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (effect <> 'percent' OR value <= 10000),
  CHECK (blocks_quota_id IS NULL OR (max_uses IS NOT NULL AND NOT bypasses_quotas)),
  UNIQUE (event_id, code_key),
  UNIQUE (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE,
  FOREIGN KEY (promoter_id, event_id, blocks_quota_id) REFERENCES quotas (promoter_id, event_id, id)
);
CREATE INDEX codes_of_event ON codes (promoter_id, event_id, id);
CREATE INDEX codes_that_block ON codes (blocks_quota_id) WHERE blocks_quota_id IS NOT NULL;

-- What a quota has given away. The guard against selling too much is one UPDATE of this row, so the capacity stands
-- here as well, kept equal to the quota's by a trigger.
CREATE TABLE quota_counters (
  quota_id uuid PRIMARY KEY REFERENCES quotas (id) ON DELETE CASCADE,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  capacity integer,
  -- By tickets of orders that are pending or paid, guests included.
  used integer NOT NULL DEFAULT 0 CHECK (used >= 0),
  -- Taken out of sale by hand.
  blocked integer NOT NULL DEFAULT 0 CHECK (blocked >= 0)
);
CREATE INDEX quota_counters_of_event ON quota_counters (promoter_id, event_id);

CREATE FUNCTION count_quota() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
  INSERT INTO quota_counters (quota_id, promoter_id, event_id, capacity)
  VALUES (NEW.id, NEW.promoter_id, NEW.event_id, NEW.capacity)
  ON CONFLICT (quota_id) DO UPDATE SET capacity = excluded.capacity;
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION count_quota FROM PUBLIC;
CREATE TRIGGER counted AFTER INSERT OR UPDATE OF capacity ON quotas FOR EACH ROW EXECUTE FUNCTION count_quota();
INSERT INTO quota_counters (quota_id, promoter_id, event_id, capacity)
  SELECT id, promoter_id, event_id, capacity FROM quotas;

CREATE TABLE blocks (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  quota_id uuid NOT NULL,
  quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 10000000),
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 200),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  released_at timestamptz(3),
  FOREIGN KEY (promoter_id, event_id, quota_id) REFERENCES quotas (promoter_id, event_id, id)
);
CREATE INDEX blocks_of_event ON blocks (promoter_id, event_id, quota_id) WHERE released_at IS NULL;

-- One row per shard: a performance's, or the event's own for what spans all its performances. A commit that names an
-- older epoch is refused: that shard has lost its memory since.
CREATE TABLE inventory_shards (
  scope uuid PRIMARY KEY,
  event_id uuid NOT NULL REFERENCES events (id),
  epoch integer NOT NULL DEFAULT 1 CHECK (epoch > 0)
);

-- An order's id is taken once: by the order, or by whoever made sure that it never comes (`void`). Who waits for the
-- other's row learns what it became.
CREATE TABLE order_ids (
  id uuid PRIMARY KEY,
  void boolean NOT NULL
);

CREATE TABLE orders (
  id uuid PRIMARY KEY REFERENCES order_ids (id),
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  -- What a person reads out: ten characters, none like another.
  number text NOT NULL UNIQUE CHECK (number ~ '^[0-9A-Z]{6,12}$'),
  kind text NOT NULL DEFAULT 'sale' CHECK (kind IN ('sale', 'guest')),
  -- NULL for guests alone.
  hold_id text UNIQUE CHECK (length(hold_id) BETWEEN 1 AND 200),
  -- SHA-256 of the request that made it, in hex: the same key with another body is refused.
  request_key text CHECK (length(request_key) BETWEEN 1 AND 200),
  request_hash text CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  state text NOT NULL CHECK (state IN ('pending', 'paid', 'expired', 'cancelled', 'partly_refunded', 'refunded')),
  version integer NOT NULL DEFAULT 1,
  currency text NOT NULL,
  -- What the fan pays, and of it: fees and tax. Minor units.
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  fees_minor bigint NOT NULL CHECK (fees_minor >= 0),
  tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
  -- Fees that the promoter pays, out of the total.
  promoter_fees_minor bigint NOT NULL DEFAULT 0 CHECK (promoter_fees_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND total_minor),
  code_id uuid REFERENCES codes (id),
  -- What the sum was made from, as the fan was shown it: contracts' Quote, with the policies beside it.
  quote jsonb NOT NULL CHECK (pg_column_size(quote) <= 262144),
  locale text NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'de')),
  placed_at timestamptz(3) NOT NULL,
  -- While pending.
  expires_at timestamptz(3),
  -- Beyond this it is given no more time for another try.
  lasts_until timestamptz(3),
  paid_at timestamptz(3),
  ended_at timestamptz(3),
  UNIQUE (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id)
);
CREATE INDEX orders_of_event ON orders (promoter_id, event_id, placed_at DESC, id DESC);
CREATE INDEX orders_of_promoter ON orders (promoter_id, placed_at DESC, id DESC);
CREATE INDEX orders_pending ON orders (expires_at) WHERE state = 'pending';

CREATE TABLE order_people (
  order_id uuid PRIMARY KEY REFERENCES orders (id) ON DELETE CASCADE,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  email text CHECK (length(email) BETWEEN 3 AND 320),
  -- Folded: what finds it.
  email_key text CHECK (length(email_key) BETWEEN 3 AND 320),
  name text CHECK (length(name) BETWEEN 1 AND 200),
  answers jsonb NOT NULL DEFAULT '[]' CHECK (pg_column_size(answers) <= 262144),
  erased_at timestamptz(3)
);
CREATE INDEX order_people_by_email ON order_people (email_key, order_id);
CREATE INDEX order_people_of_event ON order_people (event_id, email_key);

-- One row per ticket bought, with its share of every sum: what a refund of it gives back.
CREATE TABLE order_items (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  order_id uuid NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  ticket_type_id uuid NOT NULL,
  -- Its name when it was bought.
  ticket_type_name text NOT NULL,
  -- NULL: a pass.
  performance_id uuid,
  -- Minor units: the price, what a code took off, the fan's fees, the tax, and what the fan pays for it in all.
  price_minor bigint NOT NULL CHECK (price_minor >= 0),
  discount_minor bigint NOT NULL CHECK (discount_minor BETWEEN 0 AND price_minor),
  fees_minor bigint NOT NULL CHECK (fees_minor >= 0),
  tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
  total_minor bigint NOT NULL CHECK (total_minor >= 0),
  refunded_minor bigint NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND total_minor),
  cancelled_at timestamptz(3),
  UNIQUE (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id, order_id) REFERENCES orders (promoter_id, event_id, id) ON DELETE CASCADE,
  FOREIGN KEY (promoter_id, event_id, ticket_type_id) REFERENCES ticket_types (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id, performance_id) REFERENCES performances (promoter_id, event_id, id)
);
CREATE INDEX order_items_of_order ON order_items (order_id, position);
CREATE INDEX order_items_of_type ON order_items (promoter_id, event_id, ticket_type_id);
CREATE INDEX order_items_of_performance ON order_items (promoter_id, event_id, performance_id);

-- Which quotas an item takes one of, from pending on until it is released: given back once, whatever comes twice.
CREATE TABLE allocations (
  item_id uuid NOT NULL REFERENCES order_items (id) ON DELETE CASCADE,
  quota_id uuid NOT NULL REFERENCES quotas (id),
  released_at timestamptz(3),
  PRIMARY KEY (item_id, quota_id)
);
CREATE INDEX allocations_of_quota ON allocations (quota_id) WHERE released_at IS NULL;

CREATE TABLE payments (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  order_id uuid NOT NULL REFERENCES orders (id),
  method text NOT NULL CHECK (method IN ('card', 'transfer', 'door')),
  provider text NOT NULL CHECK (provider IN ('test', 'manual')),
  -- Open: `confirming`, `needs_action`, `awaiting_transfer`. The rest is for good.
  state text NOT NULL CHECK (state IN
    ('confirming', 'needs_action', 'awaiting_transfer', 'succeeded', 'declined', 'cancelled', 'mismatched')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  request_key text NOT NULL CHECK (length(request_key) BETWEEN 1 AND 200),
  request_hash text NOT NULL CHECK (request_hash ~ '^[0-9a-f]{64}$'),
  -- The provider's name for it, once it is known.
  provider_ref text CHECK (length(provider_ref) BETWEEN 1 AND 200),
  action_url text CHECK (length(action_url) <= 2000),
  failure text CHECK (length(failure) <= 100),
  -- What the provider says it took, where that is known.
  taken_minor bigint,
  taken_currency text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  -- When jobs asks the provider next.
  check_at timestamptz(3),
  checks integer NOT NULL DEFAULT 0,
  settled_at timestamptz(3),
  UNIQUE (order_id, request_key),
  UNIQUE (provider, provider_ref)
);
CREATE UNIQUE INDEX payments_one_at_a_time ON payments (order_id)
  WHERE state IN ('confirming', 'needs_action', 'awaiting_transfer');
CREATE INDEX payments_of_order ON payments (order_id, created_at);
CREATE INDEX payments_to_check ON payments (check_at) WHERE check_at IS NOT NULL;

CREATE TABLE refunds (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  order_id uuid NOT NULL REFERENCES orders (id),
  payment_id uuid NOT NULL REFERENCES payments (id),
  state text NOT NULL CHECK (state IN ('requested', 'pending', 'succeeded', 'failed')),
  reason text NOT NULL CHECK (reason IN
    ('promoter', 'fan', 'event_cancelled', 'event_postponed', 'late', 'duplicate', 'mismatch', 'sold_out')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL,
  request_key text NOT NULL CHECK (length(request_key) BETWEEN 1 AND 200),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  provider_ref text CHECK (length(provider_ref) BETWEEN 1 AND 200),
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3),
  last_error text CHECK (length(last_error) <= 500),
  actor_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  settled_at timestamptz(3),
  UNIQUE (order_id, request_key)
);
CREATE INDEX refunds_of_order ON refunds (order_id, created_at);
CREATE INDEX refunds_due ON refunds (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX refunds_of_promoter ON refunds (promoter_id, state, id);

CREATE TABLE refund_items (
  refund_id uuid NOT NULL REFERENCES refunds (id) ON DELETE CASCADE,
  item_id uuid NOT NULL REFERENCES order_items (id),
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  PRIMARY KEY (refund_id, item_id)
);

-- Double entry: the lines of one source add up to zero, and are never changed. `source` says what happened, once:
-- `payment:<id>`, `order:<id>`, `refund:<id>`.
CREATE TABLE ledger_entries (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  currency text NOT NULL,
  source text NOT NULL UNIQUE CHECK (length(source) BETWEEN 1 AND 100),
  order_id uuid NOT NULL,
  event_id uuid NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX ledger_entries_of_promoter ON ledger_entries (promoter_id, id);
CREATE INDEX ledger_entries_of_order ON ledger_entries (order_id);

CREATE TABLE ledger_lines (
  entry_id bigint NOT NULL REFERENCES ledger_entries (id),
  -- `provider`: money there. `unapplied`: taken, and for nothing yet. `tickets`, `fees`, `tax`: what it was for.
  account text NOT NULL CHECK (account IN ('provider', 'manual', 'unapplied', 'tickets', 'fees', 'tax')),
  -- Positive: debit.
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  PRIMARY KEY (entry_id, account)
);

-- A right to enter one performance.
CREATE TABLE tickets (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  order_id uuid NOT NULL REFERENCES orders (id),
  item_id uuid NOT NULL REFERENCES order_items (id),
  performance_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'valid' CHECK (state IN ('valid', 'cancelled')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  cancelled_at timestamptz(3),
  UNIQUE (item_id, performance_id),
  FOREIGN KEY (promoter_id, event_id, performance_id) REFERENCES performances (promoter_id, event_id, id)
);
CREATE INDEX tickets_of_order ON tickets (order_id);
CREATE INDEX tickets_of_performance ON tickets (promoter_id, event_id, performance_id, id);

-- What scans: replaced, never changed. At most one of a ticket is not revoked.
CREATE TABLE ticket_credentials (
  id uuid PRIMARY KEY,
  ticket_id uuid NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('static', 'rotating')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  revoked_at timestamptz(3)
);
CREATE UNIQUE INDEX ticket_credentials_in_use ON ticket_credentials (ticket_id) WHERE revoked_at IS NULL;
CREATE INDEX ticket_credentials_of_ticket ON ticket_credentials (ticket_id);

-- Who comes with it.
CREATE TABLE ticket_holders (
  ticket_id uuid PRIMARY KEY REFERENCES tickets (id) ON DELETE CASCADE,
  name text CHECK (length(name) BETWEEN 1 AND 200),
  email text CHECK (length(email) BETWEEN 3 AND 320),
  answers jsonb NOT NULL DEFAULT '[]' CHECK (pg_column_size(answers) <= 262144)
);

-- A fan, by the addresses that were proved. Orders are theirs by address.
CREATE TABLE persons (
  id uuid PRIMARY KEY,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE person_emails (
  email_key text PRIMARY KEY CHECK (length(email_key) BETWEEN 3 AND 320),
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  person_id uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
  verified_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX person_emails_of_person ON person_emails (person_id);
-- One-time codes that were mailed, as hashes.
CREATE TABLE person_codes (
  email_key text PRIMARY KEY CHECK (length(email_key) BETWEEN 3 AND 320),
  code_hash text NOT NULL CHECK (code_hash ~ '^[0-9a-f]{64}$'),
  tries integer NOT NULL DEFAULT 0,
  expires_at timestamptz(3) NOT NULL
);
CREATE TABLE person_sessions (
  key_hash text PRIMARY KEY CHECK (key_hash ~ '^[0-9a-f]{64}$'),
  person_id uuid NOT NULL REFERENCES persons (id) ON DELETE CASCADE,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX person_sessions_expire ON person_sessions (expires_at);
CREATE INDEX person_codes_expire ON person_codes (expires_at);

-- Each table's rows are its promoter's, and the owner's functions reach them all.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['selling_settings', 'questions', 'codes', 'quota_counters', 'blocks', 'orders', 'order_people',
      'order_items', 'payments', 'refunds', 'ledger_entries', 'tickets'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY owner_all ON %I TO liveotter_owner USING (true) WITH CHECK (true)', name);
    EXECUTE format('CREATE POLICY own ON %I TO liveotter_promoter USING (promoter_id = current_promoter())'
      ' WITH CHECK (promoter_id = current_promoter())', name);
    -- Reports name their promoter as promoters themselves do.
    EXECUTE format('CREATE POLICY own_report ON %I FOR SELECT TO liveotter_reporting'
      ' USING (promoter_id = current_promoter())', name);
    EXECUTE format('GRANT SELECT ON %I TO liveotter_promoter, liveotter_reporting', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['inventory_shards', 'order_ids', 'persons', 'person_emails', 'person_codes',
      'person_sessions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY owner_all ON %I TO liveotter_owner USING (true) WITH CHECK (true)', name);
  END LOOP;
END
$$;

-- These have no promoter of their own: theirs is that of what they hang from.
ALTER TABLE allocations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE refund_items ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ledger_lines ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ticket_credentials ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE ticket_holders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON allocations TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON refund_items TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON ledger_lines TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON ticket_credentials TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY owner_all ON ticket_holders TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY own ON allocations FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (EXISTS (SELECT FROM order_items WHERE order_items.id = allocations.item_id));
CREATE POLICY own ON refund_items FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (EXISTS (SELECT FROM refunds WHERE refunds.id = refund_items.refund_id));
CREATE POLICY own ON ledger_lines FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (EXISTS (SELECT FROM ledger_entries WHERE ledger_entries.id = ledger_lines.entry_id));
CREATE POLICY own ON ticket_credentials FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (EXISTS (SELECT FROM tickets WHERE tickets.id = ticket_credentials.ticket_id));
CREATE POLICY own ON ticket_holders FOR SELECT TO liveotter_promoter, liveotter_reporting
  USING (EXISTS (SELECT FROM tickets WHERE tickets.id = ticket_holders.ticket_id));
GRANT SELECT ON allocations, refund_items, ledger_lines, ticket_credentials, ticket_holders
  TO liveotter_promoter, liveotter_reporting;

-- What a promoter writes by hand; the rest of what they do goes through functions.
GRANT INSERT, UPDATE ON selling_settings, questions, codes TO liveotter_promoter;
GRANT EXECUTE ON FUNCTION current_promoter TO liveotter_reporting;
