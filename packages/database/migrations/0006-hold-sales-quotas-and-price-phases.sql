-- How an event is sold: when, at which prices until when, out of which pools of capacity, with which fees and tax.
--
-- What hangs from an event names it beside its own parent, (promoter_id, event_id, id): neither another promoter's nor
-- another event's line can be pointed at.

ALTER TABLE events
  -- Whose clocks every time of the sale is read on.
  ADD COLUMN sales_zone text NOT NULL DEFAULT 'UTC' CHECK (length(sales_zone) BETWEEN 1 AND 64),
  ADD COLUMN presale_at timestamptz(3),
  -- NULL: from publication.
  ADD COLUMN on_sale_at timestamptz(3),
  -- NULL: each performance until it ends.
  ADD COLUMN sales_end_at timestamptz(3),
  ADD COLUMN max_per_order integer CHECK (max_per_order BETWEEN 1 AND 1000),
  ADD COLUMN fee_per_ticket bigint CHECK (fee_per_ticket BETWEEN 0 AND 1000000000),
  ADD COLUMN fee_per_order bigint CHECK (fee_per_order BETWEEN 0 AND 1000000000),
  -- Hundredths of a per cent.
  ADD COLUMN fee_percent integer CHECK (fee_percent BETWEEN 0 AND 10000),
  ADD COLUMN fee_paid_by text CHECK (fee_paid_by IN ('fan', 'promoter')),
  ADD COLUMN tax_name text CHECK (length(tax_name) BETWEEN 1 AND 50),
  -- Thousandths of a per cent.
  ADD COLUMN tax_rate integer CHECK (tax_rate BETWEEN 0 AND 100000),
  ADD COLUMN tax_included boolean,
  -- When the next price phase ends, so that price_from and price_to become others; NULL: they stay.
  ADD COLUMN prices_change_at timestamptz(3),
  ADD CHECK (num_nulls(fee_per_ticket, fee_per_order, fee_percent, fee_paid_by) IN (0, 4)),
  ADD CHECK (num_nulls(tax_name, tax_rate, tax_included) IN (0, 3));
CREATE INDEX events_with_price_change ON events (prices_change_at) WHERE prices_change_at IS NOT NULL;

UPDATE events SET sales_zone = first.zone FROM (
  SELECT DISTINCT ON (event_id) event_id, zone FROM performances ORDER BY event_id, starts_at, id) first
WHERE first.event_id = events.id;

ALTER TABLE performances ADD UNIQUE (promoter_id, event_id, id);
DROP INDEX performances_of_promoter_event;

ALTER TABLE ticket_types
  ADD COLUMN description text NOT NULL DEFAULT '' CHECK (length(description) <= 500),
  ADD COLUMN min_per_order integer CHECK (min_per_order BETWEEN 1 AND 1000),
  ADD COLUMN max_per_order integer CHECK (max_per_order BETWEEN 1 AND 1000),
  ADD CHECK (min_per_order <= max_per_order),
  ADD UNIQUE (promoter_id, event_id, id);
DROP INDEX ticket_types_of_promoter_event;

-- Another price until a moment: of those not over, the first by position is in force.
CREATE TABLE price_phases (
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  ticket_type_id uuid NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  until_at timestamptz(3) NOT NULL,
  price_minor bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000),
  PRIMARY KEY (ticket_type_id, position),
  FOREIGN KEY (promoter_id, event_id, ticket_type_id)
    REFERENCES ticket_types (promoter_id, event_id, id) ON DELETE CASCADE
);
CREATE INDEX price_phases_of_event ON price_phases (promoter_id, event_id, ticket_type_id);

-- A pass: one ticket that admits to each of these. A ticket type without any admits to the performance the fan picks.
CREATE TABLE ticket_type_admissions (
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  ticket_type_id uuid NOT NULL,
  performance_id uuid NOT NULL,
  PRIMARY KEY (ticket_type_id, performance_id),
  FOREIGN KEY (promoter_id, event_id, ticket_type_id)
    REFERENCES ticket_types (promoter_id, event_id, id) ON DELETE CASCADE,
  FOREIGN KEY (promoter_id, event_id, performance_id) REFERENCES performances (promoter_id, event_id, id)
);
CREATE INDEX ticket_type_admissions_of_performance
  ON ticket_type_admissions (promoter_id, event_id, performance_id);

CREATE TABLE quotas (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  -- NULL: it spans all performances.
  performance_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- NULL: without limit.
  capacity integer CHECK (capacity BETWEEN 0 AND 10000000),
  position integer NOT NULL CHECK (position >= 0),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (promoter_id, event_id, id),
  FOREIGN KEY (promoter_id, event_id) REFERENCES events (promoter_id, id),
  FOREIGN KEY (promoter_id, event_id, performance_id) REFERENCES performances (promoter_id, event_id, id)
);
CREATE INDEX quotas_of_performance ON quotas (promoter_id, event_id, performance_id);

CREATE TABLE quota_ticket_types (
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  quota_id uuid NOT NULL,
  ticket_type_id uuid NOT NULL,
  PRIMARY KEY (quota_id, ticket_type_id),
  FOREIGN KEY (promoter_id, event_id, quota_id) REFERENCES quotas (promoter_id, event_id, id) ON DELETE CASCADE,
  FOREIGN KEY (promoter_id, event_id, ticket_type_id) REFERENCES ticket_types (promoter_id, event_id, id)
);
CREATE INDEX quota_ticket_types_of_type ON quota_ticket_types (promoter_id, event_id, ticket_type_id);

GRANT SELECT (sales_zone, presale_at, on_sale_at, sales_end_at) ON events TO liveotter_public;
GRANT SELECT ON price_phases TO liveotter_public, liveotter_promoter, liveotter_jobs, liveotter_reporting;
GRANT SELECT ON ticket_type_admissions, quotas, quota_ticket_types TO liveotter_promoter, liveotter_reporting;
GRANT INSERT, UPDATE, DELETE ON price_phases, quotas TO liveotter_promoter;
GRANT INSERT, DELETE ON ticket_type_admissions, quota_ticket_types TO liveotter_promoter;

ALTER TABLE price_phases ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON price_phases TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON price_phases FOR SELECT TO liveotter_jobs, liveotter_reporting USING (true);
CREATE POLICY own ON price_phases TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
-- Of each ticket type that the public sees, by that table's own policies.
CREATE POLICY public_reads_seen ON price_phases FOR SELECT TO liveotter_public
  USING (EXISTS (SELECT FROM ticket_types WHERE ticket_types.id = price_phases.ticket_type_id));

ALTER TABLE ticket_type_admissions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON ticket_type_admissions TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON ticket_type_admissions FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON ticket_type_admissions TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE quotas ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON quotas TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON quotas FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON quotas TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

ALTER TABLE quota_ticket_types ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON quota_ticket_types TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON quota_ticket_types FOR SELECT TO liveotter_reporting USING (true);
CREATE POLICY own ON quota_ticket_types TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());

-- Brings the prices of up to `most` events up to date whose phase has ended by `moment`, and announces those that are
-- public; answers how many. No new version: what the promoter wrote stays, and an open editor loses no race to it.
CREATE FUNCTION apply_price_phases(moment timestamptz, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
  due uuid[];
BEGIN
  -- Locked in a statement of its own: the next one then sees what whoever held the row before has written.
  SELECT array_agg(id) INTO due FROM (
    SELECT id FROM events WHERE prices_change_at <= moment
    ORDER BY prices_change_at LIMIT most FOR UPDATE SKIP LOCKED) locked;
  WITH priced AS (
    SELECT types.event_id, min(price) FILTER (WHERE NOT hidden) AS lowest, max(price) FILTER (WHERE NOT hidden) AS highest,
      min(phase.until_at) FILTER (WHERE NOT hidden) AS until_at
    FROM ticket_types types
    LEFT JOIN LATERAL (
      SELECT price_minor, until_at FROM price_phases
      WHERE ticket_type_id = types.id AND until_at > moment ORDER BY position LIMIT 1) phase ON true
    CROSS JOIN LATERAL (SELECT coalesce(phase.price_minor, types.price_minor) AS price) in_force
    WHERE types.event_id = ANY(due) GROUP BY types.event_id
  ), changed AS (
    UPDATE events SET price_from = priced.lowest, price_to = priced.highest, prices_change_at = priced.until_at,
      changed_at = CASE WHEN listed THEN now() ELSE changed_at END
    FROM unnest(due) AS one (id) LEFT JOIN priced ON priced.event_id = one.id
    WHERE events.id = one.id
    RETURNING events.id, promoter_id, slug, version, listed
  )
  INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
  SELECT consumer, promoter_id, id, 'event.prices', jsonb_build_object('slug', slug, 'version', version)
  FROM changed CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
  WHERE listed;
  RETURN coalesce(cardinality(due), 0);
END
$$;
REVOKE EXECUTE ON FUNCTION apply_price_phases FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_price_phases TO liveotter_jobs;
