import type { PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { importJson, type StoredImport } from "../imports/import-json.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import { type AuditEntry, auditJson } from "./list-audit.ts";
import { type MyCode, myCodeJson } from "./my-code.ts";
import { type MyEvent, myEventJson } from "./my-event.ts";
import { type MyOrder, myOrderJson } from "./my-order.ts";
import { type MySeries, mySeriesJson } from "./my-series.ts";

/** What a promoter has beside people, kind by kind. */
export interface Exported {
  series: MySeries;
  event: MyEvent;
  import: StoredImport;
  code: MyCode;
  order: MyOrder;
  audit: AuditEntry;
}
export type ExportKind = keyof Exported;

/** Of each kind: where its rows are, their key, whose they are, and what is told of one. */
const SOURCES: Readonly<Record<ExportKind, { from: SQL; key: SQL; type: SQL; owner: SQL; line: SQL }>> = {
  series: {
    from: sql`series s`,
    ...{ key: sql`s.id`, type: sql`uuid`, owner: sql`s.promoter_id` },
    line: mySeriesJson,
  },
  event: {
    from: sql`events e`,
    ...{ key: sql`e.id`, type: sql`uuid`, owner: sql`e.promoter_id` },
    line: myEventJson,
  },
  import: {
    from: sql`imports i`,
    ...{ key: sql`i.id`, type: sql`uuid`, owner: sql`i.promoter_id` },
    line: importJson,
  },
  code: {
    from: sql`codes c`,
    ...{ key: sql`c.id`, type: sql`uuid`, owner: sql`c.promoter_id` },
    line: myCodeJson,
  },
  order: {
    from: sql`orders o LEFT JOIN order_people p ON p.order_id = o.id`,
    ...{ key: sql`o.id`, type: sql`uuid`, owner: sql`o.promoter_id` },
    line: myOrderJson,
  },
  audit: {
    from: sql`audit_log a`,
    ...{ key: sql`a.id`, type: sql`bigint`, owner: sql`a.promoter_id` },
    line: auditJson,
  },
};

/**
 * Up to `limit` things of one kind that this promoter has, in the order of their keys. `after`: the key of the last one,
 * while there may be more. @throws DatabaseError
 */
export async function exportPage<Kind extends ExportKind>(
  db: Database,
  promoterId: PromoterId,
  kind: Kind,
  { limit, after }: { readonly limit: number; readonly after: string | null },
  options?: CallOptions,
): Promise<{ items: Exported[Kind][]; after: string | null }> {
  const { from, key, type, owner, line } = SOURCES[kind];
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${key}::text AS key, ${line} AS line FROM ${from} WHERE ${owner} = ${promoterId}::uuid
      ${after === null ? sql`` : sql`AND ${key} > ${after}::${type}`} ORDER BY ${key} LIMIT ${limit}`,
    ],
    options,
  );
  const found = (rows ?? []) as { key: string; line: Exported[Kind] }[]; // what the statement selects
  return {
    items: found.map((row) => row.line),
    after: found.length === limit ? (found.at(-1)?.key ?? null) : null,
  };
}

/** Writes down that everything is about to be exported, and by whom. @throws DatabaseError */
export async function recordExport(db: Database, actor: Actor, options?: CallOptions): Promise<void> {
  const changed = sql`changed AS (SELECT ${actor.promoterId}::uuid AS promoter_id, ${actor.promoterId}::uuid AS id)`;
  const statement = sql`WITH ${changed}, ${auditedAs(actor, "organisation.export", sql`'{}'::jsonb`)} SELECT FROM changed`;
  await asPromoter(db, actor.promoterId, [statement], options);
}
