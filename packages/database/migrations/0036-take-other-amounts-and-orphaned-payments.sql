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
