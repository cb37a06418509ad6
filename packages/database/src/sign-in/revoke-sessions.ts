import type { UserId } from "@liveotter/core/ids";
import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Ends one of a person's sessions. `false`: they have none with this id. @throws DatabaseError */
export async function revokeSession(
  db: Database,
  of: { readonly userId: UserId; readonly id: string },
  options?: CallOptions,
): Promise<boolean> {
  return (await revoke(db, of.userId, sql`id = ${of.id}::uuid`, options)) > 0;
}

/** Ends all of a person's sessions but this one. @throws DatabaseError */
export async function revokeOtherSessions(
  db: Database,
  keep: { readonly userId: UserId; readonly id: string },
  options?: CallOptions,
): Promise<void> {
  await revoke(db, keep.userId, sql`id <> ${keep.id}::uuid`, options);
}

async function revoke(db: Database, userId: UserId, which: SQL, options?: CallOptions): Promise<number> {
  const gone = await db.query(
    sql`DELETE FROM sessions WHERE user_id = ${userId}::uuid AND ${which} RETURNING id`,
    options,
  );
  return gone.length;
}
