import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { CodeInput, CodesInput } from "@liveotter/contracts/promoter/codes";
import type { EventId } from "@liveotter/core/ids";
import { needsOfCodes } from "@liveotter/core/inventory/needs-of";
import { codeKey } from "@liveotter/core/sale/sale-code";
import { DatabaseError } from "@liveotter/database/database-error";
import { createCodes } from "@liveotter/database/promoter/create-codes";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { findCodes } from "@liveotter/database/promoter/find-codes";
import type { MyCode } from "@liveotter/database/promoter/my-code";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { lookUp } from "@liveotter/database/promoter/once";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { Deps } from "../deps.ts";
import { codeFrom } from "./code-from.ts";
import { generateCodes } from "./generate-codes.ts";
import { reserving } from "./reserving.ts";

/** So many of those that are in the way are named. */
const NAMED = 50;

type CodeDeps = Pick<Deps, "database" | "reserving" | "now">;

interface Made {
  /** The first of them. */
  readonly code: MyCode;
  readonly event: MyEvent;
}

/** Makes one code, once per `key`. @throws ProblemError, DatabaseError */
export function makeCode(deps: CodeDeps, actor: Actor, eventId: EventId, input: CodeInput, key: string): Promise<Made> {
  return make(deps, actor, eventId, input, { texts: [input.code], pointer: () => "/code", key });
}

/** Makes many codes that do the same, all or none, once per `key`. @throws ProblemError, DatabaseError */
export async function makeCodes(
  deps: CodeDeps,
  actor: Actor,
  eventId: EventId,
  input: CodesInput,
  key: string,
): Promise<{ tag: string; count: number }> {
  const { codes, count = 0, prefix = "" } = input;
  if (codes !== undefined) refuseTwins(codes);
  const texts = codes ?? generateCodes(count, prefix);
  await make(deps, actor, eventId, input, { texts, pointer: (at) => `/codes/${at}`, key });
  return { tag: input.tag, count: texts.length };
}

async function make(
  deps: CodeDeps,
  actor: Actor,
  eventId: EventId,
  { alsoFromCarts, ...input }: CodeInput | CodesInput,
  { texts, pointer, key }: { texts: readonly string[]; pointer: (at: number) => string; key: string },
): Promise<Made> {
  const { promoterId } = actor;
  const where = { promoterId, eventId };
  const event = await deps.database((db) => readMyEvent(db, where));
  if (event === null) throw new ProblemError("not-found");
  // As parsed, so that neither spaces nor the order of keys make another request of it.
  const request = { key, body: JSON.stringify([eventId, input]) };
  const draft = codeFrom(input, event);
  const taking = {
    ...{ promoterId, event, alsoFromCarts, bounded: false, pointer: () => "/maxUses" },
    needs: needsOfCodes(event, draft, texts.length, deps.now()),
    words: [promoterId, key, request.body],
    isDone: async () => (await deps.database((db) => lookUp(db, actor, request))) !== null,
  };
  const made = await reserving(deps, taking, (operation) =>
    deps.database((db) => createCodes(db, actor, eventId, draft, texts, request, { operation })),
  ).catch(async (error: unknown) => {
    const { constraint } = error instanceof DatabaseError ? error : {};
    if (constraint === "codes_promoter_id_event_id_blocks_quota_id_fkey")
      throw invalid([{ pointer: "/blocksQuotaId", detail: "is no quota of this event" }]);
    if (constraint !== "codes_event_id_code_key_key") throw error;
    const taken = await deps.database((db) => findCodes(db, where, texts, NAMED));
    const errors = taken.map((at) => ({ pointer: pointer(at), detail: "is a code of this event already" }));
    throw new ProblemError("conflict", { errors, detail: "Nothing was made." });
  });
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
