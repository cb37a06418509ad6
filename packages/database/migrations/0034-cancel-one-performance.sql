-- What becomes of passes that admit to a cancelled performance: they stay good for their others, or are refunded.
ALTER TABLE performances ADD COLUMN passes text CHECK (passes IN ('keep', 'refund'));
-- While orders of a cancelled performance are still to be ended or refunded.
ALTER TABLE performances ADD COLUMN orders_to_settle boolean NOT NULL DEFAULT false;
CREATE INDEX performances_to_settle ON performances (id) WHERE orders_to_settle;

ALTER TABLE refunds DROP CONSTRAINT refunds_reason_check, ADD CONSTRAINT refunds_reason_check CHECK (reason IN
  ('promoter', 'fan', 'event_cancelled', 'event_postponed', 'late', 'duplicate', 'mismatch', 'sold_out',
    'performance_cancelled'));
