import { sortName } from "@liveotter/core/catalogue/order";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";
import { applyChange } from "./apply-change.ts";
import type { WriteOptions } from "./as-promoter.ts";
import type { Actor, EventAt, EventChange } from "./event-draft.ts";
import {
  announced,
  audited,
  createVenues,
  replacePerformances,
  replaceQuotas,
  replaceTicketTypes,
  saleColumns,
} from "./event-parts.ts";
import type { MyEvent } from "./my-event.ts";
import { waitForOrders } from "./wait-for-orders.ts";

/**
 * Changes an event that still has this version. `null`: it has not, or it is not this promoter's; nothing was written
 * and nobody told. Ticket types are priced as of `now`. What is public is announced to every consumer in the same transaction.
 * @throws DatabaseError; `events_promoter_id_series_id_fkey` when the series is not this promoter's; once somebody has
 * ordered, code `LO010` for another currency, `LO012` for a quota of another performance, and a foreign key's refusal
 * (23503) when a line goes that orders, blocks or codes hang from: `readSoldLines` says which
 */
export async function updateEvent(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  change: EventChange,
  now: Instant,
  options?: WriteOptions,
): Promise<MyEvent | null> {
  const { performances, ticketTypes, quotas } = change;
  const parts = [audited(actor, "event.update"), announced("event.changed", sql`listed`)];
  if (performances) parts.push(replacePerformances(performances));
  if (ticketTypes) parts.push(replaceTicketTypes(ticketTypes));
  if (quotas) parts.push(replaceQuotas(quotas));
  const statement = sql`WITH changed AS (
      UPDATE events SET ${sql.join(assignments(change, now), sql`, `)}
      WHERE id = ${eventId}::uuid AND promoter_id = ${actor.promoterId}::uuid AND version = ${version}
      RETURNING *
    ), ${sql.join(parts, sql`, `)}
    SELECT id FROM changed`;
  const before = performances === undefined ? [] : [...createVenues(performances), waitForOrders(actor, eventId)];
  const after = change.refundWindow ? [sql`SELECT open_my_change_window(${eventId}::uuid, ${timestamp(now)})`] : [];
  return applyChange(db, actor, eventId, { before, change: statement, after }, options);
}

function assignments(change: EventChange, now: Instant): SQL[] {
  const { name, summary, description, genre, languages, tags, lineUp, access, url, currency } = change;
  const set = [sql`version = version + 1`, sql`changed_at = now()`];
  if (name !== undefined) {
    set.push(sql`name = ${name}`, sql`name_key = ${sortName(name)}`, sql`name_words = ${foldText(name)}`);
  }
  if (summary !== undefined) set.push(sql`summary = ${summary}`);
  if (description !== undefined) set.push(sql`description = ${description}`);
  if (genre !== undefined) set.push(sql`genre = ${genre}`);
  if (languages !== undefined) set.push(sql`languages = ${sql.param([...languages])}::text[]`);
  if (tags !== undefined) {
    set.push(sql`tags = ${sql.param([...tags])}::text[]`, sql`tag_words = ${foldText(tags.join(" "))}`);
  }
  if (lineUp !== undefined) set.push(sql`line_up = ${sql.param([...lineUp])}::text[]`);
  if (access !== undefined) set.push(sql`access_info = ${access}`);
  if (url !== undefined) set.push(sql`url = ${url}`);
  if (currency !== undefined) set.push(sql`currency = ${currency}`);
  for (const [column, value] of saleColumns(change, now)) set.push(sql`${column} = ${value}`);
  return set;
}
