import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { type Invitation, invitationJson } from "./invite.ts";
import { MOST_PEOPLE } from "./organisation.ts";

/** The promoter's open invitations, the latest in front. @throws DatabaseError */
export async function listInvitations(
  db: Database,
  promoterId: PromoterId,
  options?: CallOptions,
): Promise<Invitation[]> {
  const rows = await db.query<{ invitation: Invitation }>(
    sql`SELECT ${invitationJson} AS invitation FROM invitations i JOIN users u ON u.id = i.inviter_id
      WHERE i.promoter_id = ${promoterId}::uuid AND i.expires_at > now()
      ORDER BY i.created_at DESC, i.id DESC LIMIT ${MOST_PEOPLE}`,
    options,
  );
  return rows.map(({ invitation }) => invitation);
}
