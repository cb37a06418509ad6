import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { type Organisation, organisationJson } from "./organisation.ts";

/** @throws DatabaseError */
export async function readOrganisation(
  db: Database,
  promoterId: PromoterId,
  options?: CallOptions,
): Promise<Organisation | null> {
  const [row] = await db.query<{ organisation: Organisation }>(
    sql`SELECT ${organisationJson} AS organisation FROM promoters p WHERE p.id = ${promoterId}::uuid`,
    options,
  );
  return row?.organisation ?? null;
}
