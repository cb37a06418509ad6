import type { EventId, PromoterId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { type MySelling, mySellingJson } from "./my-selling.ts";

export interface EventOfPromoter {
  readonly promoterId: PromoterId;
  readonly eventId: EventId;
}

/** How one of the promoter's events is sold, or `null` where it is none of theirs. @throws DatabaseError */
export async function readMySelling(
  db: Database,
  where: EventOfPromoter,
  options?: CallOptions,
): Promise<MySelling | null> {
  const [rows] = await asPromoter(db, where.promoterId, [selectSelling(where)], options);
  return sellingIn(rows);
}

export const selectSelling = ({ promoterId, eventId }: EventOfPromoter): SQL =>
  sql`SELECT ${mySellingJson} AS selling FROM selling_settings s
    WHERE s.promoter_id = ${promoterId}::uuid AND s.event_id = ${eventId}::uuid`;

/** What `selectSelling` found. */
export function sellingIn(rows: unknown[] | undefined): MySelling | null {
  const [row] = (rows ?? []) as { selling: MySelling }[];
  return row?.selling ?? null;
}
