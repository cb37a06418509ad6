import type { CodeId, EventId, PromoterId } from "@liveotter/core/ids";
import { codeKey } from "@liveotter/core/sale/sale-code";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MyCode, myCodeJson } from "./my-code.ts";

export interface CodeQuery {
  readonly limit: number;
  readonly before?: CodeId | undefined;
  /** A part of the code. */
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  /** This one alone. */
  readonly id?: CodeId | undefined;
}

/**
 * The codes of one of the promoter's events, newest first; `null` where it is none of theirs. `after`: the last one of
 * this page, while there may be more. @throws DatabaseError
 */
export async function listCodes(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  { limit, before, q, tag, id }: CodeQuery,
  options?: CallOptions,
): Promise<{ items: MyCode[]; after: CodeId | null } | null> {
  const [events, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT FROM events WHERE promoter_id = ${promoterId}::uuid AND id = ${eventId}::uuid`,
      sql`SELECT ${myCodeJson} AS code FROM codes c
        WHERE c.promoter_id = ${promoterId}::uuid AND c.event_id = ${eventId}::uuid
          ${q === undefined ? sql`` : sql`AND strpos(c.code_key, ${codeKey(q)}) > 0`}
          ${tag === undefined ? sql`` : sql`AND c.tag = ${tag}`}
          ${id === undefined ? sql`` : sql`AND c.id = ${id}::uuid`}
          ${before === undefined ? sql`` : sql`AND c.id < ${before}::uuid`}
        ORDER BY c.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  if (events?.length !== 1) return null;
  const found = (rows ?? []) as { code: MyCode }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ code }) => code);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
