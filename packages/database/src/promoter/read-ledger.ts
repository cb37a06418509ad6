import type { EventId, OrderId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";
import { type LedgerEntry, ledgerEntryJson } from "./my-order.ts";

export interface LedgerFilter {
  readonly eventId?: EventId | undefined;
  readonly orderId?: OrderId | undefined;
  /** Days of UTC: on or after, on or before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The promoter's ledger, newest first. `after`: the last id of this page, while there may be more. @throws DatabaseError */
export async function readLedger(
  db: Database,
  promoterId: PromoterId,
  { limit, before, ...filter }: LedgerFilter & { readonly limit: number; readonly before?: string | undefined },
  options?: CallOptions,
): Promise<{ items: LedgerEntry[]; after: string | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${ledgerEntryJson} AS entry FROM ledger_entries l WHERE ${entriesOf(promoterId, filter)}
        ${before === undefined ? sql`` : sql`AND l.id < ${before}::bigint`} ORDER BY l.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { entry: LedgerEntry }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ entry }) => entry);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** What the ledger says of one event in one currency. */
export interface Payout {
  readonly eventId: EventId;
  readonly eventName: string;
  readonly currency: string;
  readonly provider: number;
  readonly manual: number;
  readonly unapplied: number;
  readonly withheld: number;
  readonly tickets: number;
  readonly fees: number;
  readonly tax: number;
}

/**
 * The ledger's accounts, added up for each event and currency: money in is positive, and so is what it was for.
 * @throws DatabaseError
 */
export async function readPayouts(
  db: Database,
  promoterId: PromoterId,
  filter: LedgerFilter,
  options?: CallOptions,
): Promise<{ asOf: Instant; items: Payout[] }> {
  const sum = (account: string, sign: 1 | -1) =>
    sql`(${sign}::int * coalesce(sum(m.amount_minor) FILTER (WHERE m.account = ${account}), 0))::bigint`;
  const [rows, [now] = []] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT json_build_object('eventId', l.event_id, 'currency', l.currency,
          'eventName', (SELECT e.name FROM events e WHERE e.promoter_id = ${promoterId}::uuid AND e.id = l.event_id),
          'provider', ${sum("provider", 1)}, 'manual', ${sum("manual", 1)}, 'unapplied', ${sum("unapplied", -1)},
          'withheld', ${sum("withheld", -1)},
          'tickets', ${sum("tickets", -1)}, 'fees', ${sum("fees", -1)}, 'tax', ${sum("tax", -1)}) AS payout
        FROM ledger_entries l JOIN ledger_lines m ON m.entry_id = l.id
        WHERE ${entriesOf(promoterId, filter)}
        GROUP BY l.event_id, l.currency ORDER BY l.event_id DESC, l.currency`,
      sql`SELECT ${epochMs(sql`now()`)}::float8 AS at`,
    ],
    options,
  );
  // What the statements select.
  const items = ((rows ?? []) as { payout: Payout }[]).map(({ payout }) => payout);
  return { asOf: (now as { at: Instant }).at, items };
}

function entriesOf(promoterId: PromoterId, { eventId, orderId, from, to }: LedgerFilter): SQL {
  const conditions = [sql`l.promoter_id = ${promoterId}::uuid`];
  if (eventId !== undefined) conditions.push(sql`l.event_id = ${eventId}::uuid`);
  if (orderId !== undefined) conditions.push(sql`l.order_id = ${orderId}::uuid`);
  if (from !== undefined) conditions.push(sql`l.at >= ${day(from)}::date`);
  if (to !== undefined) conditions.push(sql`l.at < ${day(to)}::date + 1`);
  return sql.join(conditions, sql` AND `);
}

/** Postgres knows no year 0. */
const day = (date: string) => (date < "0001-01-01" ? "0001-01-01" : date);
