import type { PromoterId, UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

export type MemberRole = "owner" | "manager";

/** An organisation, and what the person is in it. */
export interface Membership {
  readonly id: PromoterId;
  readonly slug: string;
  readonly name: string;
  readonly role: MemberRole;
}

/** Who a session belongs to, and whom they act for: `null` before they chose, or once they may not any more. */
export interface PersonSession {
  /** The session's own id, which opens nothing. */
  readonly id: string;
  readonly user: { readonly id: UserId; readonly email: string; readonly name: string };
  readonly promoter: Membership | null;
  /** All they may act for, the one joined first in front. */
  readonly promoters: readonly Membership[];
  readonly seenAt: Instant;
  readonly expiresAt: Instant;
}

/** The session of somebody who acts for an organisation. */
export type MemberSession = PersonSession & { readonly promoter: Membership };

/**
 * The session with this token, in one round trip; `null` when it never was or has ended. What the person may do is read
 * with it each time: whoever is removed or demoted is so at once. As `liveotter_auth`. @throws DatabaseError
 */
export async function readSession(
  db: Database,
  token: string,
  now: Instant,
  options?: CallOptions,
): Promise<PersonSession | null> {
  const [row] = await db.query<{ session: Omit<PersonSession, "promoter"> & { activeId: PromoterId | null } }>(
    sql`SELECT jsonb_build_object('id', s.id, 'activeId', s.active_promoter_id,
        'user', jsonb_build_object('id', u.id, 'email', u.email, 'name', u.name),
        'promoters', coalesce((
          SELECT jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'role', m.role)
            ORDER BY m.created_at, p.id)
          FROM promoter_members m JOIN promoters p ON p.id = m.promoter_id WHERE m.user_id = u.id), '[]'),
        'seenAt', (extract(epoch FROM s.updated_at) * 1000)::bigint,
        'expiresAt', (extract(epoch FROM s.expires_at) * 1000)::bigint) AS session
      FROM sessions s JOIN users u ON u.id = s.user_id
      WHERE s.token = ${token} AND s.expires_at > ${new Date(now).toISOString()}::timestamptz`,
    options,
  );
  if (row === undefined) return null;
  const { activeId, ...session } = row.session;
  return { ...session, promoter: session.promoters.find(({ id }) => id === activeId) ?? null };
}
