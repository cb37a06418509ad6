-- When and where a performance was before each change of something that people have ordered. What its holders were told
-- last is what was true before the first change that they have not heard of; without one, it is what is true now.
CREATE TABLE performance_changes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  performance_id uuid NOT NULL REFERENCES performances (id) ON DELETE CASCADE,
  -- As `when_and_where` writes it.
  was jsonb NOT NULL,
  -- A postponed event that takes place again: worth a mail although nothing else changed.
  rescheduled boolean NOT NULL DEFAULT false,
  at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
  -- When the mails were put into the outbox.
  announced_at timestamptz(3),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id) ON DELETE CASCADE
);
CREATE INDEX performance_changes_of_performance ON performance_changes (performance_id, id);
CREATE INDEX performance_changes_to_announce ON performance_changes (event_id) WHERE announced_at IS NULL;

ALTER TABLE performance_changes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON performance_changes TO liveotter_owner USING (true) WITH CHECK (true);

-- The last change that the buyer, and the attendee with an address of their own, know of. NULL: none.
ALTER TABLE tickets ADD COLUMN buyer_knows bigint;
ALTER TABLE ticket_holders ADD COLUMN knows bigint;

-- Until when its tickets may be returned, after it was moved.
ALTER TABLE performances ADD COLUMN refundable_until timestamptz(3);
