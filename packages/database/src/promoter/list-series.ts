import type { PromoterId, SeriesId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MySeries, mySeriesJson } from "./my-series.ts";

/** The promoter's series, newest first. `after`: the last id of this page, while there may be more. @throws DatabaseError */
export async function listSeries(
  db: Database,
  promoterId: PromoterId,
  { limit, after }: { readonly limit: number; readonly after?: SeriesId | undefined },
  options?: CallOptions,
): Promise<{ items: MySeries[]; after: SeriesId | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${mySeriesJson} AS series FROM series s WHERE s.promoter_id = ${promoterId}::uuid
        ${after === undefined ? sql`` : sql`AND s.id < ${after}::uuid`} ORDER BY s.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { series: MySeries }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ series }) => series);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
