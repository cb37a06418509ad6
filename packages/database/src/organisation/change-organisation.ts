import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import { isOwner, type Organisation, organisationJson, type Person, type Rounding } from "./organisation.ts";

export interface OrganisationChange {
  readonly name?: string | undefined;
  readonly rounding?: Rounding | undefined;
}

/** Saves an owner's change of `version`. `null`: there is a newer one, or they are no owner any more. @throws DatabaseError */
export async function changeOrganisation(
  db: Database,
  owner: Person,
  version: number,
  change: OrganisationChange,
  options?: CallOptions,
): Promise<Organisation | null> {
  const [rows] = await asPromoter(
    db,
    owner.promoterId,
    [
      sql`WITH p AS (
        UPDATE promoters SET name = coalesce(${change.name ?? null}, name),
          rounding = coalesce(${change.rounding ?? null}, rounding), version = version + 1
        WHERE id = ${owner.promoterId}::uuid AND version = ${version}::bigint AND ${isOwner(owner)}
        RETURNING id, slug, name, rounding, version, created_at
      ), changed AS (
        SELECT id, id AS promoter_id, ${JSON.stringify(change)}::jsonb || jsonb_build_object('version', version) AS details FROM p
      ), ${auditedAs(owner, "organisation.change", sql`details`)}
      SELECT ${organisationJson} AS organisation FROM p`,
    ],
    options,
  );
  // The statement selects exactly this.
  const [row] = (rows ?? []) as { organisation: Organisation }[];
  return row?.organisation ?? null;
}
