import type { EventId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { codeKey } from "@liveotter/core/sale/sale-code";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Database } from "../connect.ts";
import { asPromoter, type WriteOptions } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { IdempotentRequest } from "./create-event.ts";
import type { Actor } from "./event-draft.ts";
import { type CodeDraft, type MyCode, myCodeJson } from "./my-code.ts";
import { type Looked, once } from "./once.ts";

export type CreatedCodes =
  /** By this request, or by an earlier one with this key; `first` is as it is now. */
  | { readonly outcome: "made"; readonly first: MyCode }
  /** The key belongs to another request. */
  | { readonly outcome: "conflict" }
  /** No such event of this promoter's. */
  | { readonly outcome: "unknown" };

/**
 * Makes codes that do the same, all or none, and one audit row. `texts`, at least one, differ from one another also when
 * folded. With the same key and body any number of times: made once.
 * @throws DatabaseError; `codes_event_id_code_key_key` when the event has one of them already,
 * `codes_promoter_id_event_id_blocks_quota_id_fkey` when the quota is not the event's
 */
export async function createCodes(
  db: Database,
  actor: Actor,
  eventId: EventId,
  draft: CodeDraft,
  texts: readonly string[],
  request: IdempotentRequest,
  options?: WriteOptions,
): Promise<CreatedCodes> {
  const { promoterId } = actor;
  const rows = texts.map((code) => ({ id: uuidv7(), code, key: codeKey(code) }));
  const id = rows[0]?.id ?? uuidv7();
  const { take, taken, look } = await once(actor, request, id);
  const at = (moment: CodeDraft["validFrom"]) => (moment === null ? null : toIso(moment));
  const [, , looked, found] = await asPromoter(
    db,
    promoterId,
    [
      take,
      sql`WITH made AS (
          INSERT INTO codes (id, promoter_id, event_id, code, code_key, tag, effect, value, max_uses, blocks_quota_id,
            bypasses_quotas, opens_hidden, opens_presale, ticket_type_ids, valid_from, valid_until)
          SELECT given.id, e.promoter_id, e.id, given.code, given.key, ${draft.tag}, ${draft.effect},
            ${draft.value}::bigint, ${draft.maxUses}::integer, ${draft.blocksQuotaId}::uuid, ${draft.bypassesQuotas},
            ${draft.opensHidden}, ${draft.opensPresale},
            ${draft.ticketTypeIds && sql.param([...draft.ticketTypeIds])}::uuid[],
            ${at(draft.validFrom)}::timestamptz, ${at(draft.validUntil)}::timestamptz
          FROM events e
          CROSS JOIN jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS given (id uuid, code text, key text)
          WHERE e.promoter_id = ${promoterId}::uuid AND e.id = ${eventId}::uuid AND EXISTS (SELECT FROM ${taken})
          RETURNING promoter_id, event_id
        ), changed AS (SELECT promoter_id, event_id, count(*) AS made FROM made GROUP BY promoter_id, event_id),
        ${auditedAs(
          actor,
          "codes.create",
          sql`jsonb_build_object('tag', ${draft.tag}::text, 'count', made, 'code', ${texts[0] ?? ""}::text)`,
          sql`event_id`,
        )}
        SELECT FROM changed`,
      look,
      sql`SELECT ${myCodeJson} AS code FROM codes c
        WHERE c.promoter_id = ${promoterId}::uuid AND c.event_id = ${eventId}::uuid AND c.id = (
          SELECT k.subject_id FROM idempotency_keys k
          WHERE k.promoter_id = ${promoterId}::uuid AND k.key = ${request.key})`,
    ],
    options,
  );
  const [known] = (looked ?? []) as Looked[]; // what `look` selects
  const [row] = (found ?? []) as { code: MyCode }[];
  if (!known?.sameRequest) return { outcome: "conflict" };
  return row === undefined ? { outcome: "unknown" } : { outcome: "made", first: row.code };
}
