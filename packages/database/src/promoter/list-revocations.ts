import type { CredentialId, EventId, PromoterId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs, timestamp } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

/** A credential that scans no more: replaced, or of a ticket that was cancelled. */
export interface Revocation {
  readonly credentialId: CredentialId;
  readonly at: Instant;
}

export interface RevocationQuery {
  readonly limit: number;
  readonly after?: CredentialId | undefined;
  /** Revoked then or later. */
  readonly since?: Instant | undefined;
}

export interface RevocationPage {
  /** In a fixed order. */
  readonly items: readonly Revocation[];
  /** The last one of this page, while there may be more. */
  readonly after: CredentialId | null;
}

/** What a scanner must refuse at one of the promoter's events, however genuine; `null` where it is none of theirs. @throws DatabaseError */
export async function listRevocations(
  db: Database,
  { promoterId, eventId }: { readonly promoterId: PromoterId; readonly eventId: EventId },
  { limit, after, since }: RevocationQuery,
  options?: CallOptions,
): Promise<RevocationPage | null> {
  const at = sql`coalesce(c.revoked_at, t.cancelled_at, t.created_at)`;
  const [events, rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT FROM events WHERE promoter_id = ${promoterId}::uuid AND id = ${eventId}::uuid`,
      sql`SELECT json_build_object('credentialId', c.id, 'at', ${epochMs(at)}) AS revocation
        FROM tickets t JOIN ticket_credentials c ON c.ticket_id = t.id
        WHERE t.promoter_id = ${promoterId}::uuid AND t.event_id = ${eventId}::uuid
          AND (c.revoked_at IS NOT NULL OR t.state = 'cancelled')
          ${after === undefined ? sql.empty() : sql`AND c.id > ${after}::uuid`}
          ${since === undefined ? sql.empty() : sql`AND ${at} >= ${timestamp(since)}`}
        ORDER BY c.id LIMIT ${limit + 1}`,
    ],
    options,
  );
  if (events?.length !== 1) return null;
  const found = (rows ?? []) as { revocation: Revocation }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ revocation }) => revocation);
  return { items, after: found.length > limit ? (items.at(-1)?.credentialId ?? null) : null };
}
