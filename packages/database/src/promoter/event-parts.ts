import { priceRange } from "@liveotter/core/event/price-range";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { slugFrom } from "@liveotter/core/slug";
import { type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Actor, EventChange, PerformanceDraft, PlaceDraft, QuotaDraft, TicketTypeDraft } from "./event-draft.ts";

/*
 * The statements and CTEs that every change of an event is made of. `changed` is always the event's row as the change
 * left it, or no row at all when its guard refused: then nothing else comes about either.
 */

/**
 * Creates the venues that these performances name and nobody has yet: statements of their own before the change, so that
 * it finds them, ours or those of whoever was faster. None where none is named.
 */
export function createVenues(performances: readonly PerformanceDraft[]): SQL[] {
  const named = new Map<string, ReturnType<typeof venueRow>>();
  for (const { where, zone } of performances) {
    if (where.kind !== "new-venue") continue;
    const row = venueRow(where, zone);
    named.set(JSON.stringify([row.country, row.city_key, row.name_key]), row);
  }
  if (named.size === 0) return [];
  const given = sql`jsonb_to_recordset(${JSON.stringify([...named.values()])}::jsonb) AS new (
      id uuid, slug text, spare_slug text, name text, name_key text, street text, city text, city_key text, country text,
      zone text, lat float8, lon float8)`;
  // Whatever is in the way, the same venue or another of its slug, somebody made at this very moment: the second time
  // round it can be seen.
  const create = (slug: SQL) => sql`INSERT INTO venues
      (id, slug, name, name_key, street, city, city_key, country, zone, lat, lon)
    SELECT id, ${slug}, name, name_key, street, city, city_key, country, zone, lat, lon FROM ${given}
    WHERE NOT EXISTS (SELECT FROM venues known WHERE known.country = new.country AND known.city_key = new.city_key
      AND known.name_key = new.name_key)
    ON CONFLICT DO NOTHING`;
  const plain = sql`CASE WHEN slug = '' OR EXISTS (SELECT FROM venues taken WHERE taken.slug = new.slug)
    OR count(*) OVER (PARTITION BY slug) > 1 THEN spare_slug ELSE slug END`;
  return [create(plain), create(sql`spare_slug`)];
}

function venueRow(where: Extract<PlaceDraft, { kind: "new-venue" }>, zone: string) {
  const id = uuidv7();
  const { name, street, city, country, lat, lon } = where;
  const words = `${name} ${city}`;
  return {
    id,
    slug: slugFrom(words, ""),
    spare_slug: slugFrom(words, "venue", id.slice(-8)),
    ...{ name, name_key: foldText(name), street, city, city_key: foldText(city), country, zone, lat, lon },
  };
}

/** CTEs that make the event's performances those given: the others go, the known ones change, the new ones come. */
export function replacePerformances(performances: readonly PerformanceDraft[]): SQL {
  const rows = performances.map(({ id, where, startsAt, endsAt, ...own }) => ({
    id: id ?? uuidv7(),
    local_date: own.date,
    local_time: own.time,
    end_local_date: own.endDate,
    zone: own.zone,
    starts_at: new Date(startsAt).toISOString(),
    ends_at: new Date(endsAt).toISOString(),
    online: own.online || where.kind === "online",
    ...placeRow(where),
  }));
  return sql`given_performances AS (
      SELECT given.id, changed.promoter_id, changed.id AS event_id, changed.listed,
        coalesce(known.id, found.id, given.venue_id) AS venue_id,
        coalesce(known.city, found.city, given.city) AS city,
        coalesce(known.city_key, found.city_key, given.city_key) AS city_key,
        coalesce(known.country, found.country, given.country) AS country,
        coalesce(known.lat, found.lat, given.lat) AS lat, coalesce(known.lon, found.lon, given.lon) AS lon,
        given.zone, given.online, given.local_date, given.local_time, given.end_local_date,
        given.starts_at, given.ends_at
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
        id uuid, venue_id uuid, venue_key text, city text, city_key text, country text, lat float8, lon float8,
        zone text, online boolean, local_date date, local_time time, end_local_date date,
        starts_at timestamptz, ends_at timestamptz)
      LEFT JOIN venues known ON known.id = given.venue_id
      LEFT JOIN venues found ON found.country = given.country AND found.city_key = given.city_key
        AND found.name_key = given.venue_key
    ), gone_performances AS (
      DELETE FROM performances USING changed
      WHERE performances.promoter_id = changed.promoter_id AND performances.event_id = changed.id
        AND performances.id NOT IN (SELECT id FROM given_performances)
    ), kept_performances AS (
      INSERT INTO performances (id, promoter_id, event_id, listed, venue_id, city, city_key, country, lat, lon, zone,
        online, local_date, local_time, end_local_date, starts_at, ends_at)
      SELECT * FROM given_performances
      ON CONFLICT (id) DO UPDATE SET venue_id = excluded.venue_id, city = excluded.city, city_key = excluded.city_key,
        country = excluded.country, lat = excluded.lat, lon = excluded.lon, zone = excluded.zone,
        online = excluded.online, local_date = excluded.local_date, local_time = excluded.local_time,
        end_local_date = excluded.end_local_date, starts_at = excluded.starts_at, ends_at = excluded.ends_at
      WHERE performances.event_id = excluded.event_id
    )`;
}

function placeRow(where: PlaceDraft) {
  switch (where.kind) {
    case "venue":
      return { venue_id: where.venueId };
    case "new-venue":
    case "place": {
      const { city, country, lat, lon } = where;
      const key = where.kind === "new-venue" ? { venue_key: foldText(where.name) } : {};
      return { city, city_key: foldText(city), country, lat, lon, ...key };
    }
    case "online":
      return {};
  }
}

/** CTEs that make the event's ticket types those given, in this order, with their price phases and what they admit to. */
export function replaceTicketTypes(ticketTypes: readonly TicketTypeDraft[]): SQL {
  const drafts = ticketTypes.map((draft) => ({ ...draft, id: draft.id ?? uuidv7() }));
  const rows = drafts.map(({ id, name, price, hidden = false, description = "", ...limits }, position) => ({
    ...{ id, name, description, position, price_minor: price, hidden },
    ...{ min_per_order: limits.minPerOrder ?? null, max_per_order: limits.maxPerOrder ?? null },
  }));
  const phases = drafts.flatMap(({ id, phases = [] }) =>
    phases.map(({ name, until, price }, position) => ({
      ...{ ticket_type_id: id, position, name, until_at: new Date(until).toISOString(), price_minor: price },
    })),
  );
  const admissions = drafts.flatMap(({ id, pass }) =>
    (pass ?? []).map((performanceId) => ({ ticket_type_id: id, performance_id: performanceId })),
  );
  return sql`given_types AS (
      SELECT given.id, changed.promoter_id, changed.id AS event_id, changed.listed, given.name, given.description,
        given.position, given.price_minor, given.hidden, given.min_per_order, given.max_per_order
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
        id uuid, name text, description text, position integer, price_minor bigint, hidden boolean,
        min_per_order integer, max_per_order integer)
    ), gone_types AS (
      DELETE FROM ticket_types USING changed
      WHERE ticket_types.promoter_id = changed.promoter_id AND ticket_types.event_id = changed.id
        AND ticket_types.id NOT IN (SELECT id FROM given_types)
    ), kept_types AS (
      INSERT INTO ticket_types (id, promoter_id, event_id, listed, name, description, position, price_minor, hidden,
        min_per_order, max_per_order)
      SELECT * FROM given_types
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
        position = excluded.position, price_minor = excluded.price_minor, hidden = excluded.hidden,
        min_per_order = excluded.min_per_order, max_per_order = excluded.max_per_order
      WHERE ticket_types.event_id = excluded.event_id
    ), given_phases AS (
      SELECT changed.promoter_id, changed.id AS event_id, given.*
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(phases)}::jsonb) AS given (
        ticket_type_id uuid, position integer, name text, until_at timestamptz, price_minor bigint)
    ), gone_phases AS (
      DELETE FROM price_phases old USING changed
      WHERE old.promoter_id = changed.promoter_id AND old.event_id = changed.id AND NOT EXISTS (
        SELECT FROM given_phases given WHERE given.ticket_type_id = old.ticket_type_id AND given.position = old.position)
    ), kept_phases AS (
      INSERT INTO price_phases (promoter_id, event_id, ticket_type_id, position, name, until_at, price_minor)
      SELECT * FROM given_phases
      ON CONFLICT (ticket_type_id, position) DO UPDATE SET name = excluded.name, until_at = excluded.until_at,
        price_minor = excluded.price_minor
    ), given_admissions AS (
      SELECT changed.promoter_id, changed.id AS event_id, given.*
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(admissions)}::jsonb) AS given (
        ticket_type_id uuid, performance_id uuid)
    ), gone_admissions AS (
      DELETE FROM ticket_type_admissions old USING changed
      WHERE old.promoter_id = changed.promoter_id AND old.event_id = changed.id AND NOT EXISTS (
        SELECT FROM given_admissions given
        WHERE given.ticket_type_id = old.ticket_type_id AND given.performance_id = old.performance_id)
    ), kept_admissions AS (
      INSERT INTO ticket_type_admissions (promoter_id, event_id, ticket_type_id, performance_id)
      SELECT * FROM given_admissions ON CONFLICT DO NOTHING
    )`;
}

/** CTEs that make the event's quotas those given, in this order. */
export function replaceQuotas(quotas: readonly QuotaDraft[]): SQL {
  const drafts = quotas.map((draft) => ({ ...draft, id: draft.id ?? uuidv7() }));
  const rows = drafts.map(({ id, name, capacity, performance }, position) => ({
    ...{ id, performance_id: performance, name, capacity, position },
  }));
  const covered = drafts.flatMap(({ id, ticketTypes }) =>
    ticketTypes.map((ticketTypeId) => ({ quota_id: id, ticket_type_id: ticketTypeId })),
  );
  return sql`given_quotas AS (
      SELECT given.id, changed.promoter_id, changed.id AS event_id, given.performance_id, given.name, given.capacity,
        given.position
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (
        id uuid, performance_id uuid, name text, capacity integer, position integer)
    ), gone_quotas AS (
      DELETE FROM quotas USING changed
      WHERE quotas.promoter_id = changed.promoter_id AND quotas.event_id = changed.id
        AND quotas.id NOT IN (SELECT id FROM given_quotas)
    ), kept_quotas AS (
      INSERT INTO quotas (id, promoter_id, event_id, performance_id, name, capacity, position)
      -- In the order in which orders lock what counts them.
      SELECT * FROM given_quotas ORDER BY id
      ON CONFLICT (id) DO UPDATE SET performance_id = excluded.performance_id, name = excluded.name,
        capacity = excluded.capacity, position = excluded.position
      WHERE quotas.event_id = excluded.event_id
    ), given_covered AS (
      SELECT changed.promoter_id, changed.id AS event_id, given.*
      FROM changed CROSS JOIN jsonb_to_recordset(${JSON.stringify(covered)}::jsonb) AS given (
        quota_id uuid, ticket_type_id uuid)
    ), gone_covered AS (
      DELETE FROM quota_ticket_types old USING changed
      WHERE old.promoter_id = changed.promoter_id AND old.event_id = changed.id AND NOT EXISTS (
        SELECT FROM given_covered given
        WHERE given.quota_id = old.quota_id AND given.ticket_type_id = old.ticket_type_id)
    ), kept_covered AS (
      INSERT INTO quota_ticket_types (promoter_id, event_id, quota_id, ticket_type_id)
      SELECT * FROM given_covered ON CONFLICT DO NOTHING
    )`;
}

/** What an event's own row holds of its sale; what is absent is left out. */
export function saleColumns({ sales, fees, tax, seriesId, ticketTypes }: EventChange, now: Instant): [SQL, SQL][] {
  const columns: [SQL, SQL][] = [];
  if (sales !== undefined) {
    columns.push(
      [sql`sales_zone`, sql`${sales.zone}`],
      [sql`presale_at`, moment(sales.presale)],
      [sql`on_sale_at`, moment(sales.onSale)],
      [sql`sales_end_at`, moment(sales.end)],
      [sql`max_per_order`, sql`${sales.maxPerOrder}::integer`],
    );
  }
  if (fees !== undefined) {
    columns.push(
      [sql`fee_per_ticket`, sql`${fees?.perTicket ?? null}::bigint`],
      [sql`fee_per_order`, sql`${fees?.perOrder ?? null}::bigint`],
      [sql`fee_percent`, sql`${fees?.percent ?? null}::integer`],
      [sql`fee_paid_by`, sql`${fees?.paidBy ?? null}`],
    );
  }
  if (tax !== undefined) {
    columns.push(
      [sql`tax_name`, sql`${tax?.name ?? null}`],
      [sql`tax_rate`, sql`${tax?.rate ?? null}::integer`],
      [sql`tax_included`, sql`${tax?.included ?? null}::boolean`],
    );
  }
  if (seriesId !== undefined) columns.push([sql`series_id`, sql`${seriesId}::uuid`]);
  if (ticketTypes !== undefined) {
    const { from, to, changesAt } = priceRange(ticketTypes, now);
    columns.push(
      [sql`price_from`, sql`${from}::bigint`],
      [sql`price_to`, sql`${to}::bigint`],
      [sql`prices_change_at`, moment(changesAt)],
    );
  }
  return columns;
}

const moment = (at: Instant | null): SQL => sql`${at === null ? null : new Date(at).toISOString()}::timestamptz`;

/** The CTE that says who did it. */
export const audited = (actor: Actor, action: string): SQL => sql`audited AS (
    INSERT INTO audit_log (promoter_id, actor_id, action, subject_id, details, request_id)
    SELECT promoter_id, ${actor.userId}::uuid, ${action}, id,
      jsonb_build_object('version', version, 'status', status), ${actor.requestId}
    FROM changed
  )`;

/** The CTE that tells every consumer, about what the public sees or saw until now. */
export const announced = (topic: string, condition: SQL): SQL => sql`announced AS (
    INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT consumer, promoter_id, id, ${topic}, jsonb_build_object('slug', slug, 'version', version)
    FROM changed CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
    WHERE ${condition}
  )`;
