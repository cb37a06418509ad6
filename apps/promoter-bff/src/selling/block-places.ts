import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { BlockInput } from "@liveotter/contracts/promoter/capacity";
import { asId, type EventId, type QuotaId } from "@liveotter/core/ids";
import { needsOfBlock } from "@liveotter/core/inventory/needs-of";
import { newId } from "@liveotter/database/new-id";
import { createBlock, type MyBlock } from "@liveotter/database/promoter/change-block";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { lookUp } from "@liveotter/database/promoter/once";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { Deps } from "../deps.ts";
import { refuseOutcome, sellingRefusal } from "../orders/selling-refusal.ts";
import { reserving } from "./reserving.ts";

/** Blocks part of a quota, once per `key`. @throws ProblemError, DatabaseError */
export async function blockPlaces(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  actor: Actor,
  eventId: EventId,
  { quotaId: typed, quantity, reason, alsoFromCarts }: BlockInput,
  key: string,
): Promise<MyBlock> {
  const { promoterId } = actor;
  const quotaId = asId<QuotaId>(typed.toLowerCase());
  const event = await deps.database((db) => readMyEvent(db, { promoterId, eventId }));
  if (quotaId === null || event === null) throw new ProblemError("not-found");
  const request = { key, body: JSON.stringify(["block", eventId, quotaId, quantity, reason]) };
  const draft = { id: newId(), quotaId, quantity, reason };
  const taking = {
    ...{ promoterId, event, alsoFromCarts, bounded: true, pointer: () => "/quantity" },
    needs: event.quotas.some(({ id }) => id === quotaId) ? needsOfBlock(event, quotaId, quantity) : [],
    words: [promoterId, key, request.body],
    isDone: async () => (await deps.database((db) => lookUp(db, actor, request))) !== null,
  };
  const made = await reserving(deps, taking, (operation) =>
    deps.database((db) => createBlock(db, actor, eventId, draft, request, deps.now(), { operation })),
  ).catch(sellingRefusal("/quantity"));
  return made.outcome === "made" ? made.block : refuseOutcome(made.outcome);
}
