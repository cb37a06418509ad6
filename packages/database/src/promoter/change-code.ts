import type { CodeId, EventId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../connect.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import { type MyCode, myCodeJson } from "./my-code.ts";

/** What is absent stays. */
export interface CodeChange {
  readonly tag?: string | undefined;
  readonly disabled?: boolean | undefined;
  /** May be fewer than are used: then nobody else uses it. */
  readonly maxUses?: number | null | undefined;
  readonly validFrom?: Instant | null | undefined;
  readonly validUntil?: Instant | null | undefined;
}

/**
 * Changes a code that still has this version. `null`: it has not, it is not this promoter's event's, or it keeps room
 * free in a quota and would have no limit; nothing was written. @throws DatabaseError
 */
export async function changeCode(
  db: Database,
  actor: Actor,
  { eventId, codeId, version }: { readonly eventId: EventId; readonly codeId: CodeId; readonly version: number },
  change: CodeChange,
  options?: WriteOptions,
): Promise<MyCode | null> {
  const { promoterId } = actor;
  const of = sql`promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid AND id = ${codeId}::uuid`;
  const [changed, read] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
          UPDATE codes SET ${sql.join(assignments(change), sql`, `)}
          WHERE ${of} AND version = ${version} ${change.maxUses === null ? sql`AND blocks_quota_id IS NULL` : sql``}
          RETURNING *
        ), ${auditedAs(
          actor,
          "code.change",
          sql`jsonb_build_object('code', code, 'version', version, 'disabled', disabled)`,
          sql`event_id`,
        )}
        SELECT FROM changed`,
      sql`SELECT ${myCodeJson} AS code FROM codes c WHERE ${of}`,
    ],
    options,
  );
  const [row] = (read ?? []) as { code: MyCode }[]; // what the statement selects
  return changed?.length === 1 ? (row?.code ?? null) : null;
}

function assignments({ tag, disabled, maxUses, validFrom, validUntil }: CodeChange): SQL[] {
  const moment = (at: Instant | null) => sql`${at === null ? null : toIso(at)}::timestamptz`;
  const set = [sql`version = version + 1`];
  if (tag !== undefined) set.push(sql`tag = ${tag}`);
  if (disabled !== undefined) set.push(sql`disabled = ${disabled}`);
  if (maxUses !== undefined) set.push(sql`max_uses = ${maxUses}::integer`);
  if (validFrom !== undefined) set.push(sql`valid_from = ${moment(validFrom)}`);
  if (validUntil !== undefined) set.push(sql`valid_until = ${moment(validUntil)}`);
  return set;
}
