import type { PromoterId, UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "../promoter/event-draft.ts";
import type { MemberRole } from "../sign-in/read-session.ts";

/** Everything here runs as `liveotter_auth`, by `asPromoter`: row-level security confines each write to one promoter. */

export type Rounding = "per-line" | "net-sum" | "net-sum-keep-gross";

/** A promoter, as its own people see it. */
export interface Organisation {
  readonly id: PromoterId;
  readonly slug: string;
  readonly name: string;
  readonly rounding: Rounding;
  readonly version: number;
  readonly createdAt: Instant;
}

/** What is selected of `promoters p` as an `Organisation`. */
export const organisationJson = sql`jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
  'rounding', p.rounding, 'version', p.version, 'createdAt', (extract(epoch FROM p.created_at) * 1000)::bigint)`;

/** Somebody who acts for a promoter, and is known by name. */
export type Person = Actor & { readonly userId: UserId };

/** Whether they are an owner still: the session was read some time ago. */
export const isOwner = ({ promoterId, userId }: Person): SQL => sql`EXISTS (
  SELECT FROM promoter_members own
  WHERE own.promoter_id = ${promoterId}::uuid AND own.user_id = ${userId}::uuid AND own.role = 'owner')`;

/** Has changes of one promoter's people take turns, so that each counts what the others left. Lets saves of events pass. */
export const inTurn = (promoterId: PromoterId): SQL =>
  sql`SELECT FROM promoters WHERE id = ${promoterId}::uuid FOR NO KEY UPDATE`;

/** Has whatever makes one person a member take turns, so that each counts what the others left. Behind `inTurn`. */
export const personInTurn = (userId: UserId): SQL =>
  sql`SELECT FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;

/** Members and open invitations together. */
export const MOST_PEOPLE = 200;
/** Organisations that one person may be a member of. */
export const MOST_ORGANISATIONS = 100;

export interface Member {
  readonly userId: UserId;
  readonly name: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly joinedAt: Instant;
}
