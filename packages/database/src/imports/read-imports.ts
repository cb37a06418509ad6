import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { importJson, type StoredImport } from "./import-json.ts";
import type { ReportRow } from "./write-chunk.ts";

/** Newest first. `after`: the last id of this page, while there may be more. @throws DatabaseError */
export async function listImports(
  db: Database,
  promoterId: PromoterId,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
  options?: CallOptions,
): Promise<{ items: StoredImport[]; after: string | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${importJson} AS import FROM imports i WHERE i.promoter_id = ${promoterId}::uuid
        ${after === undefined ? sql`` : sql`AND i.id < ${after}::uuid`} ORDER BY i.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { import: StoredImport }[]; // what the statement selects
  const items = found.slice(0, limit).map((row) => row.import);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** One of the promoter's imports, or `null`. @throws DatabaseError */
export async function readImport(
  db: Database,
  { promoterId, importId }: { readonly promoterId: PromoterId; readonly importId: string },
  options?: CallOptions,
): Promise<StoredImport | null> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${importJson} AS import FROM imports i
        WHERE i.promoter_id = ${promoterId}::uuid AND i.id = ${importId}::uuid`,
    ],
    options,
  );
  const [row] = (rows ?? []) as { import: StoredImport }[]; // what the statement selects
  return row?.import ?? null;
}

/** What became of an import's rows, in their order, perhaps of one outcome; `null`: no such import. @throws DatabaseError */
export async function listImportRows(
  db: Database,
  { promoterId, importId }: { readonly promoterId: PromoterId; readonly importId: string },
  page: { readonly limit: number; readonly after: number; readonly outcome: ReportRow["outcome"] | undefined },
  options?: CallOptions,
): Promise<{ items: ReportRow[]; after: number | null } | null> {
  const [own, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT FROM imports WHERE promoter_id = ${promoterId}::uuid AND id = ${importId}::uuid`,
      sql`SELECT line AS row, outcome, event_id AS "eventId", name, errors FROM import_rows
        WHERE promoter_id = ${promoterId}::uuid AND import_id = ${importId}::uuid AND line > ${page.after}::int
          ${page.outcome === undefined ? sql`` : sql`AND outcome = ${page.outcome}`}
        ORDER BY line LIMIT ${page.limit + 1}`,
    ],
    options,
  );
  if (own?.length !== 1) return null;
  const found = (rows ?? []) as ReportRow[]; // what the statement selects
  const items = found.slice(0, page.limit);
  return { items, after: found.length > page.limit ? (items.at(-1)?.row ?? null) : null };
}
