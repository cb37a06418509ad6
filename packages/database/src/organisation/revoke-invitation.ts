import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import { isOwner, type Person } from "./organisation.ts";

/** Ends an open invitation. `false`: the promoter has none with this id. @throws DatabaseError */
export async function revokeInvitation(
  db: Database,
  owner: Person,
  id: string,
  options?: CallOptions,
): Promise<boolean> {
  const [gone] = await asPromoter(
    db,
    owner.promoterId,
    [
      sql`WITH changed AS (
        DELETE FROM invitations
        WHERE promoter_id = ${owner.promoterId}::uuid AND id = ${id}::uuid AND ${isOwner(owner)}
        RETURNING id, promoter_id, jsonb_build_object('role', role) AS details
      ), ${auditedAs(owner, "member.uninvite", sql`details`)}
      SELECT id FROM changed`,
    ],
    options,
  );
  return gone?.length === 1;
}
