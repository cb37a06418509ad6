import type { EventId, Id, PerformanceId, PromoterId, TicketTypeId } from "@liveotter/core/ids";
import { asId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { inject } from "vitest";
import { connect, type Database } from "../src/connect.ts";
import type { Role } from "../src/migrate.ts";
import { createEvent } from "../src/promoter/create-event.ts";
import type { Actor, EventDraft, PerformanceDraft } from "../src/promoter/event-draft.ts";
import type { MyEvent } from "../src/promoter/my-event.ts";
import { publishEvent } from "../src/promoter/publish-event.ts";

const HOUR = 3_600_000;

/** The URL of one role's login. */
export function urlOf(role: Role): string {
  const name = role === "owner" ? "DATABASE_URL" : `DATABASE_URL_${role.toUpperCase()}`;
  const url = inject("env")[name];
  if (url === undefined) throw new Error(`${name} is not provided`);
  return url;
}

/** A role's way to the database, through the real HTTP endpoint. */
export function as(role: Role, timeoutMs = 15_000): Database {
  return connect({ url: urlOf(role), httpEndpoint: inject("env").DATABASE_HTTP_ENDPOINT, timeoutMs });
}

export const newId = <T extends Id<string> = EventId>(): T => {
  const id = asId<T>(uuidv7());
  if (id === null) throw new Error("uuidv7 made no UUID");
  return id;
};

/** A tenant of one's own: tests share the database and never wipe it. */
export async function newPromoter(): Promise<Actor & { readonly slug: string }> {
  const promoterId = newId<PromoterId>();
  const slug = `promoter-${promoterId}`;
  await as("owner").query(
    sql`INSERT INTO promoters (id, slug, name) VALUES (${promoterId}::uuid, ${slug}, ${`Promoter ${promoterId.slice(-4)}`})`,
  );
  return { promoterId, userId: null, requestId: "test", slug };
}

export function performance(hoursFromNow: number, more: Partial<PerformanceDraft> = {}): PerformanceDraft {
  const startsAt = instant(Math.floor(Date.now() / 60_000) * 60_000 + hoursFromNow * HOUR);
  const [date = "", time = ""] = new Date(startsAt).toISOString().split("T");
  return {
    ...{ date, time: time.slice(0, 5), endDate: null, zone: "UTC", startsAt, endsAt: instant(startsAt + 2 * HOUR) },
    ...{ online: false, where: { kind: "place", city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 } },
    ...more,
  };
}

export function draft(more: Partial<EventDraft> = {}): EventDraft {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no euro");
  return {
    ...{
      slug: `event-${uuidv7()}`,
      name: "An evening",
      summary: "",
      description: "",
      genre: "jazz",
      languages: ["en"],
    },
    ...{
      tags: [],
      url: null,
      currency,
      performances: [performance(48)],
      ticketTypes: [{ name: "Standard", price: 1500 }],
    },
    ...more,
  };
}

export async function created(actor: Actor, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const result = await createEvent(
    as("promoter"),
    actor,
    draft(more),
    { key: uuidv7(), body: "{}" },
    instant(Date.now()),
  );
  if (result.outcome !== "created") throw new Error(result.outcome);
  return result.event;
}

export async function published(actor: Actor, more: Partial<EventDraft> = {}): Promise<MyEvent> {
  const { id, version } = await created(actor, more);
  const event = await publishEvent(as("promoter"), actor, { eventId: id, version }, instant(Date.now()));
  if (event === null) throw new Error("not published");
  return event;
}

/** Parts of a draft that use all there is: two nights, a pass for both, price phases, quotas, fees and tax. */
export function sale(): Partial<EventDraft> & { readonly performances: readonly PerformanceDraft[] } {
  const now = Date.now();
  const [first, second] = [newId<PerformanceId>(), newId<PerformanceId>()];
  const [entry, pass, crew] = [newId<TicketTypeId>(), newId<TicketTypeId>(), newId<TicketTypeId>()];
  const until = (hours: number) => instant(now + hours * HOUR);
  return {
    performances: [performance(48, { id: first }), performance(72, { id: second })],
    ticketTypes: [
      {
        ...{ id: entry, name: "Entry", description: "Standing", price: 3000, minPerOrder: 1, maxPerOrder: 6 },
        phases: [
          { name: "Early bird", until: until(1), price: 1000 },
          { name: "Advance", until: until(24), price: 2000 },
        ],
      },
      { id: pass, name: "Both nights", price: 5000, pass: [first, second] },
      { id: crew, name: "Crew", price: 0, hidden: true, phases: [{ name: "Never seen", until: until(2), price: 1 }] },
    ],
    quotas: [
      { name: "Hall", capacity: 300, performance: null, ticketTypes: [entry, pass, crew] },
      { name: "First night", capacity: null, performance: first, ticketTypes: [entry] },
    ],
    sales: { zone: "Europe/Warsaw", presale: until(-48), onSale: until(-24), end: until(47), maxPerOrder: 8 },
    fees: { perTicket: 50, perOrder: 100, percent: 250, paidBy: "fan" },
    tax: { name: "VAT", rate: 8000, included: true },
  };
}
