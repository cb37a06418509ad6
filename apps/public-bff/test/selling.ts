import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Problem } from "@liveotter/contracts/problem";
import { type PublicClient, publicClient, type Result } from "@liveotter/contracts/public/client";
import type { OrderReply } from "@liveotter/contracts/public/orders";
import type { Hold, HoldLine } from "@liveotter/contracts/public/sale";
import type { CodeId, InterestId, PerformanceId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { shardName } from "@liveotter/core/inventory/shard-api";
import { codeKey, type SaleCode } from "@liveotter/core/sale/sale-code";
import { newId } from "@liveotter/database/new-id";
import type {
  EventDraft,
  PerformanceDraft,
  QuotaDraft,
  TicketTypeDraft,
} from "@liveotter/database/promoter/event-draft";
import { interestTokenOf } from "@liveotter/integrations/order-key/interest-token";
import { type SQL, sql } from "drizzle-orm";
import type { InventoryShard } from "../src/durable-objects/inventory-shard.ts";
import type { newIsolate } from "./api.ts";
import { newPromoter, owner, performance, published, type TestPromoter, variable } from "./catalogue.ts";

type Api = ReturnType<typeof newIsolate>;

/** The typed client over an isolate: whatever it answers is of the type that the contract says. */
export const clientOf = (api: Api): PublicClient =>
  publicClient(async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = request.body === null ? {} : { body: await request.arrayBuffer() };
    return api.call(pathname + search, { method: request.method, headers: request.headers, ...body });
  }, "https://api.example");

export const newKey = (): string => crypto.randomUUID();

export interface SoldEvent {
  readonly id: string;
  readonly slug: string;
  readonly promoter: TestPromoter;
  readonly performances: readonly PerformanceId[];
  readonly types: readonly TicketTypeId[];
  readonly quotas: readonly QuotaId[];
}

export interface SaleOptions extends Partial<Omit<EventDraft, "performances" | "ticketTypes" | "quotas">> {
  /** One each, by hours from now. */
  readonly performances?: readonly number[];
  readonly ticketTypes?: readonly Partial<TicketTypeDraft>[];
  /** Places in the lists above; a quota is for all ticket types unless it says which. */
  readonly quotas?: readonly { capacity: number | null; performance?: number | null; types?: readonly number[] }[];
  readonly passes?: readonly { type: number; performances: readonly number[] }[];
  readonly rounding?: string;
}

let shared: Promise<TestPromoter> | undefined;

/** A published event that sells: one performance, one ticket type at 15.00 and ten of it, unless told otherwise. */
export async function selling(options: SaleOptions = {}): Promise<SoldEvent> {
  const { performances: hours = [48], ticketTypes: kinds = [{}], quotas: pools = [{ capacity: 10 }] } = options;
  const { passes = [], rounding, performances: _, ticketTypes: __, quotas: ___, ...more } = options;
  shared ??= newPromoter();
  const promoter = rounding === undefined ? await shared : await newPromoter();
  if (rounding !== undefined) {
    await owner().query(sql`UPDATE promoters SET rounding = ${rounding} WHERE id = ${promoter.promoterId}::uuid`);
  }
  const nights: (PerformanceDraft & { id: PerformanceId })[] = hours.map((at) => {
    const id = newId<PerformanceId>();
    return { ...performance(at), id };
  });
  const types: (TicketTypeDraft & { id: TicketTypeId })[] = kinds.map((kind, at) => {
    const pass = passes.find(({ type }) => type === at)?.performances.flatMap((one) => nights[one]?.id ?? []) ?? null;
    return { name: `Type ${at}`, price: 1500, pass, ...kind, id: newId<TicketTypeId>() };
  });
  const quotas: (QuotaDraft & { id: QuotaId })[] = pools.map(({ capacity, performance: of = 0, types: own }, at) => ({
    id: newId<QuotaId>(),
    name: `Quota ${at}`,
    capacity,
    performance: of === null ? null : (nights[of]?.id ?? null),
    ticketTypes: types.flatMap(({ id }, place) => (own?.includes(place) === false ? [] : [id])),
  }));
  const event = await published(promoter, { ...more, performances: nights, ticketTypes: types, quotas });
  const idsOf = <T>(list: readonly { id: T }[]) => list.map(({ id }) => id);
  return {
    id: event.id,
    slug: event.slug,
    promoter,
    performances: idsOf(nights),
    types: idsOf(types),
    quotas: idsOf(quotas),
  };
}

/** So many of the first ticket type for the first performance, or of others by their places. */
export function line(event: SoldEvent, quantity: number, type = 0, night: number | null = 0): HoldLine {
  const performanceId = night === null ? null : (event.performances[night] ?? "");
  return { ticketTypeId: event.types[type] ?? "", performanceId, quantity };
}

/** Settings of the sale, columns as the table has them. */
export async function settings(event: SoldEvent, columns: SQL): Promise<void> {
  await owner().transaction([
    sql`INSERT INTO selling_settings (event_id, promoter_id) VALUES (${event.id}::uuid, ${event.promoter.promoterId}::uuid)
      ON CONFLICT DO NOTHING`,
    sql`UPDATE selling_settings SET ${columns} WHERE event_id = ${event.id}::uuid`,
  ]);
}

type CodeOptions = Partial<Omit<SaleCode, "id" | "validFrom" | "validUntil">> & {
  readonly validFrom?: Date;
  readonly validUntil?: Date;
};

/** A new code of the event: as it is typed. */
export async function newCode(event: SoldEvent, options: CodeOptions = {}): Promise<string> {
  const code = options.code ?? `Code-${newId().slice(-8)}`;
  const types = options.ticketTypeIds ?? null;
  await owner().query(sql`
    INSERT INTO codes (id, promoter_id, event_id, code, code_key, effect, value, max_uses, blocks_quota_id, bypasses_quotas,
      opens_hidden, opens_presale, ticket_type_ids, valid_from, valid_until, disabled)
    VALUES (${newId<CodeId>()}::uuid, ${event.promoter.promoterId}::uuid, ${event.id}::uuid, ${code}, ${codeKey(code)},
      ${options.effect ?? "none"}, ${options.value ?? 0}, ${options.maxUses ?? null}, ${options.blocksQuotaId ?? null}::uuid,
      ${options.bypassesQuotas ?? false}, ${options.opensHidden ?? false}, ${options.opensPresale ?? false},
      ${types === null ? null : `{${types.join(",")}}`}::uuid[], ${options.validFrom?.toISOString() ?? null}::timestamptz,
      ${options.validUntil?.toISOString() ?? null}::timestamptz, ${options.disabled ?? false})`);
  return code;
}

/** What the shards of some scopes have to hear after a change of capacity, as the promoter's API tells it. */
export const told = (event: SoldEvent, ...scopes: readonly string[]): Promise<unknown> =>
  Promise.all(scopes.map((scope) => env.INVENTORY.getByName(shardName(event.id, scope)).changed()));

/** Moves the clock of a performance's shard, until it is evicted. */
export const shardAhead = (event: SoldEvent, ms: number, night = 0): Promise<void> =>
  runInDurableObject(
    env.INVENTORY.getByName(shardName(event.id, event.performances[night] ?? "")),
    (shard: InventoryShard) => {
      shard.now = () => instant(Date.now() + ms);
    },
  );

/** Half an hour later, with all that its shards do by themselves done: carts have lapsed, pins are settled. */
export async function settled(event: SoldEvent): Promise<void> {
  for (const scope of [event.id, ...event.performances]) {
    const shard = env.INVENTORY.getByName(shardName(event.id, scope));
    await runInDurableObject(shard, async (instance: InventoryShard) => {
      instance.now = () => instant(Date.now() + 31 * 60_000);
      await instance.changed();
      await instance.changed();
    });
  }
}

/** Free in a quota of a performance's own shard, or of the event's. */
export async function leftIn(
  event: SoldEvent,
  quota = 0,
  night: number | null = 0,
): Promise<number | null | undefined> {
  const scope = night === null ? event.id : (event.performances[night] ?? "");
  const summary = await env.INVENTORY.getByName(shardName(event.id, scope)).summary();
  if (summary.outcome === "busy") throw new Error("the shard could not read Postgres");
  return summary.pools.find(({ id }) => id === event.quotas[quota])?.left;
}

/** What Postgres counts in a quota. */
export async function usedIn(event: SoldEvent, quota = 0): Promise<number> {
  const [row] = await owner().query<{ used: number }>(
    sql`SELECT used FROM quota_counters WHERE quota_id = ${event.quotas[quota] ?? ""}::uuid`,
  );
  return row?.used ?? -1;
}

/** How many orders of the event there are, by state. */
export async function ordersOf(event: SoldEvent): Promise<Record<string, number>> {
  const rows = await owner().query<{ state: string; number: number }>(
    sql`SELECT state, count(*)::integer AS number FROM orders WHERE event_id = ${event.id}::uuid GROUP BY state`,
  );
  return Object.fromEntries(rows.map(({ state, number }) => [state, number]));
}

/** The data of a call that went well. */
export function good<T>(result: Result<T> | undefined): T {
  if (result?.ok) return result.data;
  throw new Error(JSON.stringify(result));
}

/** The problem of a call that was refused. */
export function refused(result: Result<unknown> | undefined): Problem {
  if (result?.ok === false && result.problem !== null) return result.problem;
  throw new Error(JSON.stringify(result));
}

/** Of each hold its own, and the same whenever it is ordered: mail to one address is limited. */
const addressOf = ({ id }: Hold): string => `${id.slice(-32)}@example.org`;

/** One fan: holds, orders. */
export function fanOf(client: PublicClient) {
  const hold = (
    event: SoldEvent,
    lines: readonly HoldLine[],
    more: { code?: string; replaces?: string; pass?: string } = {},
    key = newKey(),
  ) => client.placeHold({ eventId: event.id, lines: [...lines], ...more }, { key });
  const order = (held: Hold, more: Partial<Parameters<PublicClient["placeOrder"]>[0]> = {}, key = newKey()) =>
    client.placeOrder({ holdId: held.id, email: addressOf(held), total: held.quote.total, ...more }, { key });
  return {
    hold,
    order,
    async held(event: SoldEvent, quantity: number): Promise<Hold> {
      return good(await hold(event, [line(event, quantity)]));
    },
    async ordered(held: Hold): Promise<OrderReply> {
      return good(await order(held));
    },
  };
}

/** What the mailed link of an address carries, of the registration that it made last. */
export async function tokenTo(email: string): Promise<string> {
  const [row] = await owner().query<{ id: InterestId }>(
    sql`SELECT id FROM event_interests WHERE email_key = lower(${email}) ORDER BY id DESC LIMIT 1`,
  );
  if (row === undefined) throw new Error("nobody asked with this address");
  return interestTokenOf(variable("ORDER_SECRET"), row.id);
}

/** What the link mailed last to confirm an order's new address carries; empty before one was. */
export async function emailChangeTokenOf(orderId: string): Promise<string> {
  const [row] = await owner().query<{ link: string }>(
    sql`SELECT payload #>> '{params,link}' AS link FROM outbox
      WHERE consumer = 'mail' AND aggregate_id = ${orderId}::uuid AND topic = 'order-email-confirm'
      ORDER BY outbox.id DESC LIMIT 1`,
  );
  return row?.link.split("/").at(-1) ?? "";
}
