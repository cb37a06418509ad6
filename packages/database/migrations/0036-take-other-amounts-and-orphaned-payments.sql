-- How long before the first performance a transfer must have arrived.
ALTER TABLE selling_settings ADD COLUMN transfer_hours_before integer NOT NULL DEFAULT 24
  CHECK (transfer_hours_before BETWEEN 0 AND 720);

-- Of a transfer, or of money at the door, what has come so far while more is still missing.
ALTER TABLE payments ADD COLUMN received_minor bigint NOT NULL DEFAULT 0
  CHECK (received_minor >= 0 AND (received_minor = 0 OR provider = 'manual'));

-- A fan who was going to send a transfer may pay by card instead: one open payment at the card's provider, and one that
-- people bring or send.
CREATE UNIQUE INDEX payments_one_open_each ON payments (order_id, provider)
  WHERE state IN ('confirming', 'needs_action', 'awaiting_transfer');
DROP INDEX payments_one_at_a_time;

-- `incomplete`: the order ended before all of the money came. `overpaid`: what came beyond the total.
ALTER TABLE refunds DROP CONSTRAINT refunds_reason_check;
ALTER TABLE refunds ADD CONSTRAINT refunds_reason_check CHECK (reason IN
  ('promoter', 'fan', 'event_cancelled', 'event_postponed', 'late', 'duplicate', 'mismatch', 'sold_out',
    'performance_cancelled', 'incomplete', 'overpaid')) NOT VALID;

-- What a payment provider reports under our application, environment and payment id, and no payment here matches. Raw facts
-- only: no card, no secret, no person.
CREATE TABLE orphaned_payments (
  id uuid PRIMARY KEY,
  provider text NOT NULL CHECK (provider IN ('test')),
  about text NOT NULL CHECK (about IN ('charge', 'refund', 'dispute')),
  -- The provider's name for it, and ours for what it says it is.
  provider_ref text NOT NULL CHECK (length(provider_ref) BETWEEN 1 AND 200),
  reference uuid NOT NULL,
  payment_id uuid NOT NULL,
  state text NOT NULL CHECK (length(state) BETWEEN 1 AND 40),
  amount_minor bigint,
  currency text CHECK (currency ~ '^[A-Z]{3}$'),
  -- The id under which the money of a charge goes back, so that it goes back once.
  refund_id uuid NOT NULL UNIQUE,
  -- `waiting`: nothing to give back so far. `returning`: jobs gives it back. `parked`: waits for a person.
  handling text NOT NULL CHECK (handling IN ('waiting', 'returning', 'returned', 'matched', 'parked', 'resolved')),
  next_attempt_at timestamptz(3),
  attempts integer NOT NULL DEFAULT 0,
  last_error text CHECK (length(last_error) <= 500),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  seen integer NOT NULL DEFAULT 1,
  first_seen_at timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  handled_at timestamptz(3),
  UNIQUE (provider, about, provider_ref)
);
CREATE INDEX orphaned_payments_due ON orphaned_payments (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
ALTER TABLE orphaned_payments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON orphaned_payments TO liveotter_owner USING (true) WITH CHECK (true);
