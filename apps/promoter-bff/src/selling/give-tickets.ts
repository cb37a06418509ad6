import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { GuestInput } from "@liveotter/contracts/promoter/capacity";
import type { EventId, OrderId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { type GuestDraft, type MyGuest, placeGuest } from "@liveotter/database/promoter/place-guest";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { refuseOutcome, sellingRefusal } from "../orders/selling-refusal.ts";

/** Gives tickets to a guest, once per `key`. @throws ProblemError, DatabaseError */
export async function giveTickets(
  db: Database,
  actor: Actor,
  eventId: EventId,
  input: GuestInput,
  key: string,
  now: Instant,
): Promise<MyGuest> {
  const event = await readMyEvent(db, { promoterId: actor.promoterId, eventId });
  if (event === null) throw new ProblemError("not-found");
  const draft = guestFrom(input, event);
  const request = { key, body: JSON.stringify(["guest", eventId, input]) };
  const at = { orderId: newId<OrderId>(), eventId };
  const placed = await placeGuest(db, actor, at, draft, request, now).catch(sellingRefusal("/quantity"));
  return placed.outcome === "placed" ? placed.guest : refuseOutcome(placed.outcome);
}

function guestFrom(input: GuestInput, event: MyEvent): GuestDraft {
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
