import type { PromoterId, UserId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { asPromoter } from "./as-promoter.ts";

export interface AuditEntry {
  /** A whole number in text form; counts up with time. */
  readonly id: string;
  readonly at: Instant;
  /** `name` is null once the person has left. */
  readonly actor: { readonly id: UserId; readonly name: string | null } | null;
  readonly action: string;
  readonly subjectId: string;
  /** What it is called now. */
  readonly subjectName: string | null;
  readonly details: Record<string, unknown>;
}

export interface AuditQuery {
  readonly limit: number;
  /** An entry's id. */
  readonly before?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly actorId?: string | undefined;
}

/** An `AuditEntry` of `a`. */
export const auditJson = sql`json_build_object('id', a.id::text, 'at', ${epochMs(sql`a.at`)},
  'actor', CASE WHEN a.actor_id IS NOT NULL
    THEN json_build_object('id', a.actor_id, 'name', member_name(a.actor_id)) END,
  'action', a.action, 'subjectId', a.subject_id, 'details', a.details,
  'subjectName', coalesce(
    (SELECT e.name FROM events e WHERE e.promoter_id = a.promoter_id AND e.id = a.subject_id),
    (SELECT s.name FROM series s WHERE s.promoter_id = a.promoter_id AND s.id = a.subject_id),
    (SELECT o.number FROM orders o WHERE o.promoter_id = a.promoter_id AND o.id = a.subject_id),
    member_name(a.subject_id),
    (SELECT p.name FROM promoters p WHERE p.id = a.promoter_id AND p.id = a.subject_id)))`;

/** Who did what for this promoter, newest first. `after`: the last id of this page, while there may be more. @throws DatabaseError */
export async function listAudit(
  db: Database,
  promoterId: PromoterId,
  { limit, before, subjectId, actorId }: AuditQuery,
  options?: CallOptions,
): Promise<{ items: AuditEntry[]; after: string | null }> {
  const [rows] = await asPromoter(
    db,
    promoterId,
    [
      sql`SELECT ${auditJson} AS entry FROM audit_log a WHERE a.promoter_id = ${promoterId}::uuid
        ${subjectId === undefined ? sql`` : sql`AND a.subject_id = ${subjectId}::uuid`}
        ${actorId === undefined ? sql`` : sql`AND a.actor_id = ${actorId}::uuid`}
        ${before === undefined ? sql`` : sql`AND a.id < ${before}::bigint`}
      ORDER BY a.id DESC LIMIT ${limit + 1}`,
    ],
    options,
  );
  const found = (rows ?? []) as { entry: AuditEntry }[]; // what the statement selects
  const items = found.slice(0, limit).map(({ entry }) => entry);
  return { items, after: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
