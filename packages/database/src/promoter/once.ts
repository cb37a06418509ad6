import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";
import { asPromoter } from "./as-promoter.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";

/** What an idempotency key says of a request. */
export interface Once {
  /** Takes the key for `subjectId`, unless it is taken. Whoever comes second waits here for the first one's commit. */
  readonly take: SQL;
  /** One row of `idempotency_keys k`, and only for whoever took it just now. */
  readonly taken: SQL;
  /** `sameRequest` and `subjectId` of whoever took it. */
  readonly look: SQL;
}

export interface Looked {
  readonly sameRequest: boolean;
  readonly subjectId: string;
}

/** The statements by which one transaction does something once per key; `take` goes first, `look` behind. */
export async function once({ promoterId }: Actor, { key, body }: IdempotentRequest, subjectId: string): Promise<Once> {
  const hash = await sha256(body);
  const of = sql`k.promoter_id = ${promoterId}::uuid AND k.key = ${key}`;
  return {
    take: sql`INSERT INTO idempotency_keys (promoter_id, key, request_hash, subject_id)
      VALUES (${promoterId}::uuid, ${key}, ${hash}, ${subjectId}::uuid) ON CONFLICT DO NOTHING`,
    taken: sql`idempotency_keys k WHERE ${of} AND k.subject_id = ${subjectId}::uuid`,
    look: sql`SELECT k.request_hash = ${hash} AS "sameRequest", k.subject_id AS "subjectId"
      FROM idempotency_keys k WHERE ${of}`,
  };
}

/** What is known of a request's key; `null`: it came with none yet. For what could not be asked twice otherwise. @throws DatabaseError */
export async function lookUp(
  db: Database,
  actor: Actor,
  request: IdempotentRequest,
  options?: CallOptions,
): Promise<Looked | null> {
  const { look } = await once(actor, request, actor.promoterId);
  const [rows] = await asPromoter(db, actor.promoterId, [look], options);
  return ((rows ?? []) as Looked[])[0] ?? null; // what `look` selects
}
