import type { EventId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import type { Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { createEvent } from "@liveotter/database/promoter/create-event";
import type { Actor, EventDraft, PerformanceDraft } from "@liveotter/database/promoter/event-draft";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { publishEvent } from "@liveotter/database/promoter/publish-event";

const HOUR = 3_600_000;

/** Two hours in Kraków. */
export function performance(hoursFromNow: number, more: Partial<PerformanceDraft> = {}): PerformanceDraft {
  const startsAt = instant(Math.floor(Date.now() / 60_000) * 60_000 + hoursFromNow * HOUR);
  const [date = "", time = ""] = new Date(startsAt).toISOString().split("T");
  return {
    ...{ date, time: time.slice(0, 5), endDate: null, zone: "UTC", startsAt, endsAt: instant(startsAt + 2 * HOUR) },
    ...{ online: false, where: { kind: "place", city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 } },
    ...more,
  };
}

/** One performance, one ticket type at 15.00. */
export function draft(more: Partial<EventDraft> = {}): EventDraft {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  return {
    ...{ slug: `event-${newId<EventId>()}`, name: "An evening", summary: "Two hours.", url: null, currency },
    ...{ description: "With a break.", genre: "jazz", languages: ["en"], tags: [] },
    ...{ performances: [performance(48)], ticketTypes: [{ name: "Standard", price: 1500 }] },
    ...more,
  };
}

/** A draft that is stored, through a connection of promoters' role. */
export async function created(promoters: Database, actor: Actor, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const request = { key: crypto.randomUUID(), body: "{}" };
  const made = await createEvent(promoters, actor, draft(more), request, instant(Date.now()));
  if (made.outcome !== "created") throw new Error(made.outcome);
  return made.event;
}

/** The same, published; it is told to nobody yet. */
export async function published(promoters: Database, actor: Actor, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const { id, version } = await created(promoters, actor, more);
  const event = await publishEvent(promoters, actor, { eventId: id, version }, instant(Date.now()));
  if (event === null) throw new Error("not published");
  return event;
}
