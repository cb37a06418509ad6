import type { PerformanceId, PromoterId, TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import * as fresh from "@liveotter/devstack/new-event";
import { sql } from "drizzle-orm";
import { inject } from "vitest";
import { connect, type Database } from "../src/connect.ts";
import type { Role } from "../src/migrate.ts";
import { newId } from "../src/new-id.ts";
import type { Actor, EventDraft, PerformanceDraft } from "../src/promoter/event-draft.ts";

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

/** A tenant of one's own: tests share the database and never wipe it. */
export async function newPromoter(): Promise<Actor & { readonly slug: string }> {
  const promoterId = newId<PromoterId>();
  const slug = `promoter-${promoterId}`;
  await as("owner").query(
    sql`INSERT INTO promoters (id, slug, name) VALUES (${promoterId}::uuid, ${slug}, ${`Promoter ${promoterId.slice(-4)}`})`,
  );
  return { promoterId, userId: null, requestId: "test", slug };
}

export const created = (actor: Actor, more?: Partial<EventDraft>) => fresh.created(as("promoter"), actor, more);
export const published = (actor: Actor, more?: Partial<EventDraft>) => fresh.published(as("promoter"), actor, more);
export const { draft, performance } = fresh;

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
