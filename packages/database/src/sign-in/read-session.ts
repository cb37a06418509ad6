import type { PromoterId, UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** Who a session belongs to, and whom they act for. */
export interface MemberSession {
  readonly user: { readonly id: UserId; readonly email: string; readonly name: string };
  readonly promoter: { readonly id: PromoterId; readonly slug: string; readonly name: string };
  readonly expiresAt: Instant;
}

/**
 * The session with this token, in one round trip; `null` when it never was, has ended, or its user acts for nobody.
 * Of several promoters the one joined first. As `liveotter_auth`. @throws DatabaseError
 */
export async function readSession(
  db: Database,
  token: string,
  now: Instant,
  options?: CallOptions,
): Promise<MemberSession | null> {
  const [row] = await db.query<{ session: MemberSession }>(
    sql`SELECT jsonb_build_object(
        'user', jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name),
        'promoter', jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name),
        'expiresAt', (extract(epoch FROM s.expires_at) * 1000)::bigint) AS session
      FROM sessions s
      JOIN users u ON u.id = s.user_id
      JOIN promoter_members m ON m.user_id = u.id
      JOIN promoters p ON p.id = m.promoter_id
      WHERE s.token = ${token} AND s.expires_at > ${new Date(now).toISOString()}::timestamptz
      ORDER BY m.created_at, p.id LIMIT 1`,
    options,
  );
  return row?.session ?? null;
}
