import type { EventId, PerformanceId, PromoterId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { connect, type Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { performance, published } from "@liveotter/devstack/new-event";
import { sql } from "drizzle-orm";
import { Client } from "pg";

/** What a bench sells: tickets of one type for one evening of an event of its own. */
export interface Stock {
  readonly eventId: EventId;
  readonly performanceId: PerformanceId;
  readonly ticketTypeId: TicketTypeId;
  readonly quotaId: QuotaId;
}

/** In minor units of EUR. */
export const PRICE = 2300;
const HOURS_AHEAD = 40 * 24;

/**
 * Publishes an event of a new promoter with this many tickets for its only evening; `null`: no limit. A new one each time:
 * a shard that has counted another measurement's holds keeps an epoch of its own, and would refuse this one's orders.
 */
export async function stock(env: Readonly<Record<string, string>>, capacity: number | null): Promise<Stock> {
  const as = (role: string) => connect({ url: env[role] ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT });
  const promoterId = await newPromoter(as("DATABASE_URL"));
  const [performanceId, ticketTypeId, quotaId] = [newId<PerformanceId>(), newId<TicketTypeId>(), newId<QuotaId>()];
  const { id: eventId } = await published(
    as("DATABASE_URL_PROMOTER"),
    { promoterId, userId: null, requestId: null },
    {
      performances: [performance(HOURS_AHEAD, { id: performanceId })],
      ticketTypes: [{ id: ticketTypeId, name: "Swimmer", price: PRICE }],
      quotas: [{ id: quotaId, name: "Evening", capacity, performance: performanceId, ticketTypes: [ticketTypeId] }],
      fees: { perTicket: 100, perOrder: 150, percent: 250, paidBy: "fan" },
      tax: { name: "VAT", rate: 8000, included: true },
    },
  );
  return { eventId, performanceId, ticketTypeId, quotaId };
}

/** A promoter without events or people. */
export async function newPromoter(owner: Database): Promise<PromoterId> {
  const id = newId<PromoterId>();
  await owner.query(
    sql`INSERT INTO promoters (id, slug, name) VALUES (${id}::uuid, ${`promoter-${id}`}, 'A promoter')`,
  );
  return id;
}

export async function asOwner<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
