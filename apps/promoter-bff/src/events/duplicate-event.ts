import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { DuplicateInput } from "@liveotter/contracts/promoter/events";
import type { EventId, Id } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { readCreated } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { currencyFrom } from "./parts-of-event.ts";
import { type Shifted, shiftEvent } from "./shift-event.ts";
import { writeDraft } from "./write-draft.ts";

/**
 * Makes a draft like an event, so many days later, once per `key`. All its lines are new ones.
 * @throws ProblemError that points, in the event that was copied, at each time that the clocks would not show there;
 * DatabaseError
 */
export async function duplicateEvent(
  db: Database,
  actor: Actor,
  eventId: EventId,
  { shiftDays, name }: DuplicateInput,
  key: string,
  now: Instant,
): Promise<MyEvent> {
  const request = { key, body: JSON.stringify({ duplicateOf: eventId, shiftDays, name }) };
  const event = await readMyEvent(db, { promoterId: actor.promoterId, eventId });
  const errors: FieldErrors = [];
  const shifted = event && shiftEvent(event, shiftDays, errors);
  if (event === null || shifted === null || errors.length > 0) {
    // It may have changed since it was copied: whoever asks again still hears of the copy.
    const copied = await readCreated(db, actor.promoterId, request);
    if (copied?.outcome === "repeated") return copied.event;
    throw event === null ? new ProblemError("not-found") : new ProblemError("invalid-request", { errors });
  }
  const draft = { ...copyOf(event, shifted), name: name ?? event.name };
  return writeDraft(db, actor, draft, request, now);
}

function copyOf(event: MyEvent, { performances, sales, ticketTypes }: Shifted): Omit<EventDraft, "slug"> {
  const { summary, description, genre, languages, tags, lineUp, access, url, fees, tax, series } = event;
  const performanceIds = newIds(event.performances);
  const typeIds = newIds(event.ticketTypes);
  return {
    ...{ name: event.name, summary, description, genre, languages, tags, url, fees, tax, sales },
    ...{ lineUp, access },
    currency: currencyFrom(event.currency),
    seriesId: series?.id ?? null,
    copyOf: event.id,
    performances: performances.map((performance) => ({ ...performance, id: renewed(performance.id, performanceIds) })),
    ticketTypes: ticketTypes.map((type) => ({
      ...type,
      id: renewed(type.id, typeIds),
      pass: type.pass?.map((id) => renewed(id, performanceIds)) ?? null,
    })),
    quotas: event.quotas.map(({ name, capacity, performance, ticketTypes: covered }) => ({
      ...{ name, capacity },
      performance: performance && renewed(performance, performanceIds),
      ticketTypes: covered.map((id) => renewed(id, typeIds)),
    })),
  };
}

/** What each line's copy is called. */
const newIds = <T extends Id<string>>(lines: readonly { readonly id: T }[]): ReadonlyMap<string, T> =>
  new Map(lines.map(({ id }) => [id, newId<T>()]));

function renewed<T extends Id<string>>(id: T | undefined, ids: ReadonlyMap<string, T>): T {
  const renewedId = id && ids.get(id);
  if (renewedId === undefined) throw new Error("an event points at a line that it has not");
  return renewedId;
}
