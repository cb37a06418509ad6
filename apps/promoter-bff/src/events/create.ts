import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { EventInput, PerformanceInput } from "@liveotter/contracts/promoter/events";
import { asId, type VenueId } from "@liveotter/core/ids";
import { asCurrency, type Currency } from "@liveotter/core/money";
import { slugFrom } from "@liveotter/core/slug";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { createEvent } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft, PerformanceDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { readVenuesById } from "@liveotter/database/promoter/read-venues-by-id";
import { placePerformances } from "./place-performances.ts";

/** Writes a draft, once for each key. `suffix` makes its address unique if need be. @throws ProblemError */
export async function createDraft(
  db: Database,
  actor: Actor,
  input: EventInput,
  { key, suffix }: { readonly key: string; readonly suffix: string },
): Promise<{ event: MyEvent; repeated: boolean }> {
  const performances = await placed(db, input.performances);
  const { ticketTypes, ...texts } = input;
  const draft = (slug: string): EventDraft => ({
    ...texts,
    slug,
    currency: currencyOf(input.currency),
    performances,
    ticketTypes: ticketTypes.map(({ name, price }) => ({ name, price })),
  });
  const request = { key, body: JSON.stringify(input) };
  const created = await createEvent(db, actor, draft(slugFrom(input.name, "event")), request).catch(
    (error: unknown) => {
      if (!isSlugTaken(error)) throw error;
      return createEvent(db, actor, draft(slugFrom(input.name, "event", suffix)), request);
    },
  );
  if (created.outcome === "conflict") {
    throw new ProblemError("conflict", { detail: "This Idempotency-Key was sent with another request." });
  }
  return { event: created.event, repeated: created.outcome === "repeated" };
}

/** Placed in time, or refused with each field's name. @throws ProblemError */
export async function placed(db: Database, inputs: readonly PerformanceInput[]): Promise<readonly PerformanceDraft[]> {
  const ids = new Set<VenueId>();
  for (const { where } of inputs) {
    const id = where.kind === "venue" ? asId<VenueId>(where.venueId.toLowerCase()) : null;
    if (id !== null) ids.add(id);
  }
  const venues = await readVenuesById(db, [...ids]);
  const placing = placePerformances(inputs, new Map(venues.map(({ id, zone }) => [id, zone])));
  if (!placing.ok) throw new ProblemError("invalid-request", { errors: placing.errors });
  return placing.performances;
}

export function currencyOf(code: string): Currency {
  const currency = asCurrency(code);
  if (currency === null)
    throw new ProblemError("invalid-request", { errors: [{ pointer: "/currency", detail: "unknown" }] });
  return currency;
}

const isSlugTaken = (error: unknown) => error instanceof DatabaseError && error.constraint === "events_slug_key";
