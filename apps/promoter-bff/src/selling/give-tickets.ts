import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { GuestInput } from "@liveotter/contracts/promoter/capacity";
import type { EventId, OrderId } from "@liveotter/core/ids";
import { needsOfTickets } from "@liveotter/core/inventory/needs-of";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { lookUp } from "@liveotter/database/promoter/once";
import { type GuestDraft, type MyGuest, placeGuest } from "@liveotter/database/promoter/place-guest";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { Deps } from "../deps.ts";
import { refuseOutcome, sellingRefusal } from "../orders/selling-refusal.ts";
import { reserving } from "./reserving.ts";

/** Gives tickets to a guest, once per `key`. @throws ProblemError, DatabaseError */
export async function giveTickets(
  deps: Pick<Deps, "database" | "reserving" | "now">,
  actor: Actor,
  eventId: EventId,
  { alsoFromCarts, ...input }: GuestInput,
  key: string,
): Promise<MyGuest> {
  const { promoterId } = actor;
  const event = await deps.database((db) => readMyEvent(db, { promoterId, eventId }));
  if (event === null) throw new ProblemError("not-found");
  const draft = guestFrom(input, event);
  const request = { key, body: JSON.stringify(["guest", eventId, input]) };
  const at = { orderId: newId<OrderId>(), eventId };
  const taking = {
    ...{ promoterId, event, alsoFromCarts, bounded: true, pointer: () => "/quantity" },
    needs: needsOfTickets(event, draft.ticketTypeId, draft.performanceId, draft.quantity),
    words: [promoterId, key, request.body],
    isDone: async () => (await deps.database((db) => lookUp(db, actor, request))) !== null,
  };
  const placed = await reserving(deps, taking, (operation) =>
    deps.database((db) => placeGuest(db, actor, at, draft, request, deps.now(), { operation })),
  ).catch(sellingRefusal("/quantity"));
  return placed.outcome === "placed" ? placed.guest : refuseOutcome(placed.outcome);
}

function guestFrom(input: Omit<GuestInput, "alsoFromCarts">, event: MyEvent): GuestDraft {
  const errors: FieldErrors = [];
  const { name, quantity, locale } = input;
  const type = event.ticketTypes.find(({ id }) => id === input.ticketTypeId.toLowerCase());
  const performance = event.performances.find(({ id }) => id === input.performanceId?.toLowerCase());
  if (type === undefined) errors.push({ pointer: "/ticketTypeId", detail: "is no ticket type of this event" });
  else if (type.pass === null && performance === undefined)
    errors.push({ pointer: "/performanceId", detail: "is no performance of this event" });
  else if (type.pass !== null && input.performanceId)
    errors.push({ pointer: "/performanceId", detail: "is the pass's own" });
  if (errors.length > 0 || type === undefined) throw new ProblemError("invalid-request", { errors });
  return {
    ...{ name, quantity, locale, email: input.email ?? null, ticketTypeId: type.id },
    performanceId: performance?.id ?? null,
  };
}
