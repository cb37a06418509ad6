import { asId, type PromoterId, type UserId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import type { IdempotentRequest } from "../promoter/create-event.ts";
import { sha256 } from "../sha256.ts";
import { MOST_ORGANISATIONS, type Organisation, organisationJson, personInTurn } from "./organisation.ts";

export interface Founder {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly requestId: string | null;
}

/** `full`: the person is a member of as many as one may be. `conflict`: the key belongs to another request. */
export type Founded =
  | { readonly outcome: "created"; readonly organisation: Organisation }
  | { readonly outcome: "full" | "conflict" };

/**
 * Makes an organisation with this person as its owner, whose session acts for it from then on. The same key and body
 * make one, however often they come. @throws DatabaseError; `promoters_slug_key` when the slug is taken
 */
export async function createOrganisation(
  db: Database,
  { userId, sessionId, requestId }: Founder,
  { name, slug }: { readonly name: string; readonly slug: string },
  { key, body }: IdempotentRequest,
  options?: CallOptions,
): Promise<Founded> {
  const id = asId<PromoterId>(uuidv7());
  if (id === null) throw new Error("uuidv7 made no UUID");
  const hash = await sha256(body);
  const founder = { promoterId: id, userId, requestId };
  const results = await asPromoter(
    db,
    id,
    [
      personInTurn(userId),
      sql`INSERT INTO user_idempotency_keys (user_id, key, request_hash, subject_id)
        SELECT ${userId}::uuid, ${key}, ${hash}, ${id}::uuid
        WHERE (SELECT count(*) FROM promoter_members WHERE user_id = ${userId}::uuid) < ${MOST_ORGANISATIONS}
        ON CONFLICT DO NOTHING`,
      sql`WITH changed AS (
        INSERT INTO promoters (id, slug, name) SELECT subject_id, ${slug}, ${name} FROM user_idempotency_keys
        WHERE user_id = ${userId}::uuid AND key = ${key} AND subject_id = ${id}::uuid
        RETURNING id, id AS promoter_id, jsonb_build_object('name', name) AS details
      ), joined AS (
        INSERT INTO promoter_members (promoter_id, user_id, role) SELECT id, ${userId}::uuid, 'owner' FROM changed
      ), chosen AS (
        UPDATE sessions SET active_promoter_id = changed.id FROM changed
        WHERE sessions.id = ${sessionId}::uuid AND sessions.user_id = ${userId}::uuid
      ), ${auditedAs(founder, "organisation.create", sql`details`)}
      SELECT id FROM changed`,
      sql`SELECT k.request_hash = ${hash} AS "sameRequest", ${organisationJson} AS organisation
        FROM user_idempotency_keys k LEFT JOIN promoters p ON p.id = k.subject_id
        WHERE k.user_id = ${userId}::uuid AND k.key = ${key}`,
    ],
    options,
  );
  // The last statement selects exactly this; a promoter is never deleted, so the same request finds its own.
  const [row] = (results.at(-1) ?? []) as { sameRequest: boolean; organisation: Organisation }[];
  if (row === undefined) return { outcome: "full" };
  return row.sameRequest ? { outcome: "created", organisation: row.organisation } : { outcome: "conflict" };
}
