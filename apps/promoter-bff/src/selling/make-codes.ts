import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { CodeInput, CodesInput } from "@liveotter/contracts/promoter/codes";
import type { EventId } from "@liveotter/core/ids";
import { codeKey } from "@liveotter/core/sale/sale-code";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { createCodes } from "@liveotter/database/promoter/create-codes";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { findCodes } from "@liveotter/database/promoter/find-codes";
import type { MyCode } from "@liveotter/database/promoter/my-code";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { codeFrom } from "./code-from.ts";
import { generateCodes } from "./generate-codes.ts";

/** So many of those that are in the way are named. */
const NAMED = 50;

interface Made {
  /** The first of them. */
  readonly code: MyCode;
  readonly event: MyEvent;
}

/** Makes one code, once per `key`. @throws ProblemError, DatabaseError */
export function makeCode(db: Database, actor: Actor, eventId: EventId, input: CodeInput, key: string): Promise<Made> {
  return make(db, actor, eventId, input, { texts: [input.code], pointer: () => "/code", key });
}

/** Makes many codes that do the same, all or none, once per `key`. @throws ProblemError, DatabaseError */
export async function makeCodes(
  db: Database,
  actor: Actor,
  eventId: EventId,
  input: CodesInput,
  key: string,
): Promise<{ tag: string; count: number }> {
  const { codes, count = 0, prefix = "" } = input;
  if (codes !== undefined) refuseTwins(codes);
  const texts = codes ?? generateCodes(count, prefix);
  await make(db, actor, eventId, input, { texts, pointer: (at) => `/codes/${at}`, key });
  return { tag: input.tag, count: texts.length };
}

async function make(
  db: Database,
  actor: Actor,
  eventId: EventId,
  input: CodeInput | CodesInput,
  { texts, pointer, key }: { texts: readonly string[]; pointer: (at: number) => string; key: string },
): Promise<Made> {
  const where = { promoterId: actor.promoterId, eventId };
  const event = await readMyEvent(db, where);
  if (event === null) throw new ProblemError("not-found");
  // As parsed, so that neither spaces nor the order of keys make another request of it.
  const request = { key, body: JSON.stringify([eventId, input]) };
  const made = await createCodes(db, actor, eventId, codeFrom(input, event), texts, request).catch(
    async (error: unknown) => {
      const { constraint } = error instanceof DatabaseError ? error : {};
      if (constraint === "codes_promoter_id_event_id_blocks_quota_id_fkey")
        throw invalid([{ pointer: "/blocksQuotaId", detail: "is no quota of this event" }]);
      if (constraint !== "codes_event_id_code_key_key") throw error;
      const taken = await findCodes(db, where, texts, NAMED);
      const errors = taken.map((at) => ({ pointer: pointer(at), detail: "is a code of this event already" }));
      throw new ProblemError("conflict", { errors, detail: "Nothing was made." });
    },
  );
  if (made.outcome === "unknown") throw new ProblemError("not-found");
  if (made.outcome === "conflict")
    throw new ProblemError("conflict", { detail: "This Idempotency-Key came with another request." });
  return { code: made.first, event };
}

function refuseTwins(codes: readonly string[]): void {
  const seen = new Set<string>();
  const errors = codes.flatMap((code, index) => {
    const key = codeKey(code);
    if (seen.has(key)) return [{ pointer: `/codes/${index}`, detail: "is here already" }];
    seen.add(key);
    return [];
  });
  if (errors.length > 0) throw invalid(errors.slice(0, NAMED));
}

const invalid = (errors: { pointer: string; detail: string }[]) => new ProblemError("invalid-request", { errors });
