import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { OrderInput } from "@liveotter/contracts/public/orders";
import { endOrder } from "@liveotter/core/box-office/end-order";
import { payOrder } from "@liveotter/core/box-office/pay-order";
import { PaymentUnknownError } from "@liveotter/core/box-office/payment-provider";
import type { BoxOffice, EndingOrder, OrderBook } from "@liveotter/core/box-office/ports";
import { runRefund } from "@liveotter/core/box-office/run-refund";
import { settleCharge } from "@liveotter/core/box-office/settle-charge";
import type { OrderId, PaymentId, RefundId } from "@liveotter/core/ids";
import { type Instant, instant } from "@liveotter/core/instant";
import { readHoldId } from "@liveotter/core/inventory/hold-id";
import type { Operation as Reserved } from "@liveotter/core/inventory/reservation";
import type { InventoryShardApi } from "@liveotter/core/inventory/shard-api";
import { withReservation } from "@liveotter/core/inventory/with-reservation";
import { quoteOf } from "@liveotter/core/pricing/quote";
import type { Sale } from "@liveotter/core/sale/sale";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { readInventory } from "@liveotter/database/inventory/read-inventory";
import { newId } from "@liveotter/database/new-id";
import { operationOver } from "@liveotter/database/operation-over";
import { orderBook } from "@liveotter/database/orders/order-book";
import { placeOrder as placeInPostgres } from "@liveotter/database/orders/place-order";
import { readOrder } from "@liveotter/database/orders/read-order";
import { returnOrder } from "@liveotter/database/orders/return-order";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import { readSale } from "@liveotter/database/sale/read-sale";
import { operationIdOf } from "@liveotter/integrations/inventory/reserving-shards";
import { sql } from "drizzle-orm";
import { changeHold } from "../../apps/public-bff/src/box-office/change-hold.ts";
import type { HoldDoc, KnownHold } from "../../apps/public-bff/src/box-office/hold-doc.ts";
import type { OrderStore } from "../../apps/public-bff/src/box-office/order-store.ts";
import { placeHold, readHold, release } from "../../apps/public-bff/src/box-office/place-hold.ts";
import { placeOrder } from "../../apps/public-bff/src/box-office/place-order.ts";
import { ShardBusyError, ShardLostError, type Shards } from "../../apps/public-bff/src/box-office/shards.ts";
import type { Stage } from "../../packages/database/test/stage.ts";
import { numbersFrom } from "../seeded.ts";
import { notLinearizable, type Operation } from "./linearizable.ts";
import { Turns } from "./turns.ts";
import { WorldProvider } from "./world-provider.ts";
import { type Decision, EvictedError, type Guard, WorldShard } from "./world-shard.ts";

const MINUTE = 60_000;
const PROMOTER = "promoter";
/** Jobs of a stack nearby find nothing due here, whatever their clock. */
const AHEAD_MS = 24 * 60 * MINUTE;

/** What may go wrong. `calm`: nothing is lost, and time stands still. `rough`: anything but what is in `wild` alone: storage is lost, capacity changes, money comes late. */
export const MOODS = ["calm", "rough", "wild"] as const;
export type Mood = (typeof MOODS)[number];

/** Whether a promoter blocks places, with a reservation or directly. The latter must be detected. */
export type Blocks = "none" | "reserved" | "direct";

/** Ways into Postgres by role. */
export interface Roles {
  readonly public: Database;
  readonly jobs: Database;
  readonly owner: Database;
}

/** What a pool is drawn on by, by its id. */
type Counts = ReadonlyMap<string, number>;

/** What a fan was told to hold: when that was asked for and heard, and what ended it. */
interface HeldCart {
  readonly counts: Counts;
  readonly from: number;
  readonly to: number;
  readonly expiresAt: Instant;
  releasedFrom: number | null;
  lapsedAt: number | null;
  orderFrom: number | null;
  orderedAt: number | null;
  /** From then on another change of it was under way: nobody can rely on what was held before. */
  changedFrom: number | null;
}

const countsOf = ({ doc: { scopes } }: KnownHold): Counts =>
  new Map(scopes.flatMap(({ draws }) => draws.map(({ pool, count }) => [pool, count])));

type Line = { readonly ticketTypeId: string; readonly performanceId: string; readonly quantity: number };

/** How many tickets of each type there are for each performance. */
function countsOfTickets(lines: Iterable<Omit<Line, "performanceId"> & { performanceId: string | null }>): string {
  const counts = new Map<string, number>();
  for (const { ticketTypeId, performanceId, quantity } of lines) {
    const ticket = `${ticketTypeId} ${performanceId}`;
    counts.set(ticket, (counts.get(ticket) ?? 0) + quantity);
  }
  return JSON.stringify([...counts].sort());
}

/** Somebody said no. */
const isRefusal = (error: unknown): boolean =>
  error instanceof ProblemError
    ? error.code !== "confirming" && error.code !== "busy" && error.code !== "internal"
    : error instanceof DatabaseError && /^LO00[1-9]$/.test(error.code ?? "");

/** Nobody said anything. */
const isUnknown = (error: unknown): boolean =>
  error instanceof ProblemError
    ? error.code !== "internal"
    : error instanceof ShardLostError ||
      error instanceof ShardBusyError ||
      error instanceof PaymentUnknownError ||
      (error instanceof DatabaseError && error.code === undefined);

/** Which history. What is broken on purpose must be seen. */
export interface Told {
  readonly seed: number;
  readonly mood: Mood;
  /** Shards lose their claims when they are evicted, and nobody notices. */
  readonly forgetting?: boolean;
  readonly without?: Guard | null;
  /** Few fans, each of whom changes and orders one hold in many tabs at once, and answers are lost more often. */
  readonly manyTabs?: boolean;
  readonly blocks?: Blocks;
}

/** One random history of a sale: fans, jobs and a promoter at once, and what is in between fails. */
export class World {
  readonly #mood: Mood;
  readonly #stage: Stage;
  readonly #roles: Roles;
  readonly #sale: Sale;
  readonly #random: (below: number) => number;
  readonly #turns: Turns;
  readonly #shards = new Map<string, WorldShard>();
  readonly #provider: WorldProvider;
  readonly #book: OrderBook;
  readonly #capacities: readonly (number | null)[];
  readonly #forgetting: boolean;
  readonly #without: Guard | null;
  readonly #manyTabs: boolean;
  readonly #blocks: Blocks;
  #faults = true;
  #now = instant(Date.now() + AHEAD_MS);

  /** By pool, as each store decided it: orders as Postgres counts them, and claims as shards do. */
  readonly #orders: { readonly pool: string; readonly operation: Operation }[] = [];
  readonly #claims: { readonly pool: string; readonly operation: Operation }[] = [];
  /** Holds that fans were told they have, when, and until when: after each change that they were told of, another one. */
  readonly #held = new Map<string, HeldCart>();
  readonly #former: { readonly holdId: string; readonly cart: HeldCart }[] = [];
  /** How many changes of a hold are under way. */
  readonly #changing = new Map<string, number>();
  #changes = 0;
  /** What shards and Postgres disagreed about when an order was written. */
  readonly #strays: string[] = [];
  readonly #placed = new Map<OrderId, Counts>();
  readonly #ended = new Set<OrderId>();
  readonly #orderOf = new Map<PaymentId, OrderId>();
  /** What shards say is left once all is settled. */
  readonly #left: { readonly pool: string; readonly left: number | null }[] = [];
  readonly #untold: { to: number | null }[] = [];
  /** Blocks and their releases. */
  readonly #taken: { readonly pool: string; readonly operation: Operation }[] = [];
  /** Orders that Postgres refused although their shards held the places. */
  readonly #refused: string[] = [];
  /** Orders that fans were told stand. */
  readonly #told = new Map<OrderId, string>();

  private constructor(
    seed: number,
    mood: Mood,
    stage: Stage,
    roles: Roles,
    sale: Sale,
    capacities: readonly (number | null)[],
    { forgetting = false, without = null, manyTabs = false, blocks = "none" }: Omit<Told, "seed" | "mood">,
  ) {
    this.#mood = mood;
    this.#stage = stage;
    this.#roles = roles;
    this.#sale = sale;
    this.#capacities = capacities;
    this.#forgetting = forgetting;
    this.#without = without;
    this.#manyTabs = manyTabs;
    this.#blocks = blocks;
    this.#random = numbersFrom(seed);
    this.#turns = new Turns(this.#random);
    this.#provider = new WorldProvider((work) => this.#cross(work, () => new PaymentUnknownError("no answer")));
    this.#book = this.#watchedBook(roles.public);
  }

  static async open(
    { seed, mood, ...broken }: Told,
    stage: Stage,
    capacities: readonly (number | null)[],
    roles: Roles,
  ): Promise<World> {
    const sale = await readSale(roles.public, stage.eventId);
    if (sale === null) throw new Error("the event is not on sale");
    return new World(seed, mood, stage, roles, sale, capacities, broken);
  }

  /** Everything that happens until nobody wants anything any more. */
  async live(): Promise<void> {
    const fans = this.#manyTabs ? 2 : 5 + this.#random(4);
    for (let fan = 0; fan < fans; fan++) {
      this.#turns.begin(() => (this.#manyTabs ? this.#fanWithTabs(`fan ${fan}`) : this.#fan(`fan ${fan}`)));
    }
    for (let at = 0; at < (this.#manyTabs ? 1 : 4); at++) this.#turns.begin(() => this.#trouble());
    if (this.#mood !== "calm") this.#turns.begin(() => this.#sweep());
    if (this.#mood === "wild") this.#turns.begin(() => this.#promote());
    if (this.#blocks !== "none") for (let at = 0; at < 2; at++) this.#turns.begin(() => this.#take());
    await this.#turns.run();
  }

  /** Nothing fails any more, and everybody looks after what is theirs. */
  async settle(): Promise<void> {
    this.#faults = false;
    this.#turns.begin(async () => {
      for (let round = 0; round < 3; round++) {
        this.#pass(31 * MINUTE);
        await this.#tellAll();
        for (const paymentId of this.#provider.charged)
          await settleCharge(this.#office, this.#provider.reportOf(paymentId));
        await this.#sweep();
        await this.#payBack();
      }
      await this.#tellAll();
      for (const shard of this.#shards.values()) {
        const summary = await shard.summary();
        if (summary.outcome === "busy") throw new Error("a shard could not read Postgres");
        for (const { id, left } of summary.pools) this.#left.push({ pool: id, left });
      }
    });
    await this.#turns.run();
  }

  /** Everything that is wrong with what has come of it; nothing, if all is well. */
  async wrongs(): Promise<string[]> {
    const { eventId, quotas } = this.#stage;
    const wrong: string[] = this.#mood === "wild" ? [] : [...this.#refused];
    const rows = await this.#roles.owner.query<{
      id: OrderId;
      hold_id: string;
      state: string;
      tickets: number;
      items: number;
    }>(sql`
      SELECT id, hold_id, state,
        (SELECT count(*)::int FROM tickets WHERE order_id = orders.id AND state = 'valid') AS tickets,
        (SELECT count(*)::int FROM order_items WHERE order_id = orders.id AND cancelled_at IS NULL) AS items
      FROM orders WHERE event_id = ${eventId}::uuid`);
    for (const { id, state, tickets, items } of rows) {
      if (state === "pending") wrong.push(`order ${id} never ended`);
      if (tickets !== items) wrong.push(`order ${id}, ${state}, has ${tickets} tickets for ${items} items`);
    }
    for (const orderId of this.#told.keys()) {
      if (!rows.some(({ id }) => id === orderId)) wrong.push(`order ${orderId} was promised, and is lost`);
    }
    wrong.push(...this.#strays, ...(await this.#unlikeTheirHolds(rows)));
    const holds = rows.map(({ hold_id }) => hold_id);
    if (new Set(holds).size < holds.length) wrong.push("a hold was ordered twice");
    for (const { what, id, expected, found } of await unbalanced(this.#roles.owner, eventId)) {
      wrong.push(`unbalanced: ${what} of ${id} is ${found}, not ${expected}`);
    }
    const [kept] = await this.#roles.owner.query<{
      money: string;
    }>(sql`SELECT coalesce(sum(total_minor), 0)::text AS money
      FROM orders WHERE event_id = ${eventId}::uuid AND state = 'paid'`);
    if (Number(kept?.money) !== this.#provider.money)
      wrong.push(`${this.#provider.money} was taken for ${kept?.money}`);
    const counters = await this.#roles.owner.query<{ quota_id: string; used: number; free: number | null }>(
      sql`SELECT quota_id, used, capacity - used - blocked AS free FROM quota_counters WHERE event_id = ${eventId}::uuid`,
    );
    for (const { quota_id: pool, free } of counters) {
      const right = free === null ? null : Math.max(0, free);
      for (const { left } of this.#left.filter((entry) => entry.pool === pool && entry.left !== right)) {
        wrong.push(`of ${pool} a shard has ${left} left, Postgres ${right}`);
      }
    }
    for (const [at, pool] of quotas.entries()) {
      const capacity = this.#capacities[at] ?? null;
      const found = notLinearizable(capacity, this.#ofPool(this.#orders, pool));
      if (found !== null) wrong.push(`orders of quota ${at}: ${found}`);
      // A shard that lost its storage, money that comes late and promoters give away what is in carts.
      if (this.#mood === "wild") continue;
      const freed = this.#ofPool(this.#orders, pool, "gave").filter(({ by }) => by !== PROMOTER);
      const carts = notLinearizable(capacity, [...freed, ...this.#ofPool(this.#taken, pool), ...this.#cartsOf(pool)]);
      if (carts !== null) wrong.push(`holds of quota ${at}: ${carts}`);
      // The log of claims does not include reservations.
      if (this.#mood !== "calm" || this.#blocks !== "none") continue;
      const claims = notLinearizable(capacity, this.#ofPool(this.#claims, pool));
      if (claims !== null) wrong.push(`claims of quota ${at}: ${claims}`);
    }
    return wrong;
  }

  /** Orders that have other tickets than the document of their hold, or whose hold is not theirs in some shard. */
  async #unlikeTheirHolds(orders: readonly { readonly id: OrderId; readonly hold_id: string }[]): Promise<string[]> {
    const wrong: string[] = [];
    const items = await this.#roles.owner.query<{
      order_id: OrderId;
      ticket: string;
      performance: string;
      price: number;
    }>(sql`SELECT order_id, ticket_type_id AS ticket, performance_id AS performance, total_minor::int AS price
      FROM order_items WHERE event_id = ${this.#stage.eventId}::uuid`);
    for (const { id, hold_id: holdId } of orders) {
      const home = this.#shards.get(readHoldId(holdId)?.scope ?? "")?.docOf(holdId);
      // Its storage was lost.
      if (home == null) continue;
      const doc: HoldDoc = JSON.parse(home);
      const sold = items.filter(({ order_id }) => order_id === id);
      const lines = sold.map(({ ticket, performance }) => ({
        ...{ ticketTypeId: ticket, performanceId: performance, quantity: 1 },
      }));
      const [expected, found] = [countsOfTickets(doc.lines), countsOfTickets(lines)];
      if (expected !== found) wrong.push(`order ${id} has ${found}, its hold ${expected}`);
      const total = sold.reduce((sum, { price }) => sum + price, 0);
      if (total !== quoteOf(doc.terms, doc.lines).quote.total)
        wrong.push(`order ${id} costs ${total}, not as its hold`);
      for (const { scope } of doc.scopes) {
        const claim = this.#shards.get(scope)?.claimOf(holdId);
        if (claim && (claim.state !== "ordered" || claim.orderId !== id))
          wrong.push(`order ${id} stands, and its hold is ${claim.state} in ${scope}`);
      }
    }
    return wrong;
  }

  /** Whether each shard keeps for an order what Postgres has just written. */
  #compareClaims(orderId: OrderId, holdId: string, sold: Counts): void {
    for (const [pool, count] of sold) {
      const scope = this.#sale.quotas.find(({ id }) => id === pool)?.performanceId ?? this.#stage.eventId;
      const claim = this.#shards.get(scope)?.claimOf(holdId);
      // Its storage was lost, and it does not know yet.
      if (!claim) continue;
      const kept = claim.draws.reduce((sum, draw) => sum + (draw.pool === pool ? draw.count : 0), 0);
      if (kept < count) this.#strays.push(`order ${orderId} has ${count} of ${pool}, its shard keeps ${kept}`);
    }
  }

  /** How much came of it: that nothing is wrong says little where nothing happened. */
  get happened(): Readonly<Record<"orders" | "ended" | "held" | "changes" | "moves", number>> {
    return {
      ...{ orders: this.#placed.size, ended: this.#ended.size, held: this.#held.size, changes: this.#changes },
      moves: this.#turns.now,
    };
  }

  #ofPool(log: readonly { pool: string; operation: Operation }[], pool: string, what?: Operation["what"]): Operation[] {
    return log.flatMap((entry) =>
      entry.pool === pool && (what === undefined || entry.operation.what === what) ? [entry.operation] : [],
    );
  }

  /**
   * What fans may rely on: what they were told they hold is theirs until they give it up, it lapses, or its order ends. An
   * order that came after the hold had lapsed took it anew.
   */
  #cartsOf(pool: string): Operation[] {
    const carts = [...this.#former, ...Array.from(this.#held, ([holdId, cart]) => ({ holdId, cart }))];
    return carts.flatMap(({ holdId, cart }) => {
      const count = cart.counts.get(pool);
      if (count === undefined) return [];
      const by = `hold ${holdId.slice(-6)}`;
      const operations: Operation[] = [{ what: "took", count, from: cart.from, to: cart.to, by }];
      if (cart.releasedFrom !== null) operations.push({ what: "gave", count, from: cart.releasedFrom, to: null, by });
      if (cart.changedFrom !== null) {
        operations.push({ what: "gave", count, from: cart.changedFrom, to: null, by });
        return operations;
      }
      const lapsed = cart.lapsedAt !== null && (cart.orderedAt === null || cart.orderedAt >= cart.lapsedAt);
      if (lapsed && cart.lapsedAt !== null) {
        operations.push({ what: "gave", count, from: cart.lapsedAt, to: cart.lapsedAt, by });
        if (cart.orderedAt !== null && cart.orderFrom !== null)
          operations.push({ what: "took", count, from: cart.orderFrom, to: cart.orderedAt, by });
      }
      return operations;
    });
  }

  // --- who does what

  async #fan(name: string): Promise<void> {
    let hold = await this.#hold(this.#anyLines());
    if (hold === null) return;
    const wish = this.#random(8);
    if (wish === 0) return;
    if (wish === 1) {
      const cart = this.#held.get(hold.held.holdId);
      if (cart !== undefined) cart.releasedFrom = this.#turns.now;
      const released = hold;
      await this.#tries(() => release(this.#shardsOfFans, released));
      return;
    }
    // Another tab changes it at the same time, or while it is ordered.
    const shared = hold;
    if (this.#random(3) === 0) this.#turns.begin(() => this.#change(shared));
    if (this.#random(3) === 0) hold = (await this.#change(hold)) ?? hold;
    if (wish === 2 && this.#mood !== "calm") for (let at = 0; at < 3; at++) await this.#turns.turn();
    // Another tab, at the same time.
    const ordered = hold;
    if (this.#random(5) === 0) this.#turns.begin(() => this.#order(ordered, `${name} again`));
    const orderId = await this.#order(hold, name);
    if (orderId === null) return;
    const then = this.#random(4);
    if (then === 0) return;
    if (then === 1) {
      await this.#tries(() => this.#end({ orderId, payments: [] }, "cancelled"));
      return;
    }
    const tokens = ["card_approve", "card_approve", "card_approve", "card_decline", "card_wrong_amount"];
    for (let tried = 0; tried < 2; tried++) {
      const token = tokens[this.#random(tokens.length)] ?? "card_approve";
      const paymentId = await this.#tries(() =>
        payOrder(
          this.#office,
          {
            orderId,
            paymentId: newId<PaymentId>(),
            method: "card",
            provider: "test",
            requestKey: `${name} ${tried}`,
            requestHash: "0".repeat(64),
          },
          { token, returnUrl: null },
        ),
      );
      // Webhooks come when they come, and as often.
      for (let copies = this.#random(3); copies > 0; copies--) {
        if (paymentId !== null) this.#turns.begin(() => this.#hear(paymentId));
      }
      if (token !== "card_decline") break;
    }
    if (this.#random(4) === 0) await this.#refund(orderId);
  }

  async #fanWithTabs(name: string): Promise<void> {
    const hold = await this.#hold(this.#anyLines());
    if (hold === null) return;
    for (let tab = 0; tab < 5; tab++) {
      this.#turns.begin(async () => {
        for (let wait = this.#random(60); wait > 0; wait--) await this.#turns.turn();
        if (this.#random(2) === 0) {
          await this.#change(hold);
          await this.#change(hold);
          return;
        }
        // As it was when this tab showed it, or as it is by now.
        const shown =
          this.#random(2) === 0 ? hold : await this.#tries(() => readHold(this.#shardsOfFans, hold.held.holdId));
        if (shown !== null) await this.#order(shown, `${name}, tab ${tab}`);
      });
    }
  }

  /** Of some, one shard is enough. */
  #anyLines(): Line[] {
    if (this.#random(3) === 0) return [this.#line(1, 1)];
    return Array.from({ length: 1 + this.#random(2) }, () => this.#line(this.#random(2), this.#random(2)));
  }

  #line(type: number, night: number): Line {
    const { types, performances } = this.#stage;
    const quantity = 1 + this.#random(this.#manyTabs ? 4 : 2);
    return { ticketTypeId: types[type] ?? "", performanceId: performances[night] ?? "", quantity };
  }

  get #fanDeps() {
    return { sales: this.#sales, shards: this.#shardsOfFans, now: this.#clock, admits: async () => true };
  }

  async #hold(lines: Line[]): Promise<KnownHold | null> {
    const from = this.#turns.now;
    const key = crypto.randomUUID();
    const { eventId } = this.#sale;
    const hold = await this.#tries(() => placeHold(this.#fanDeps, { eventId, lines }, key, this.#later));
    if (hold !== null) this.#tellHeld(hold, from);
    return hold;
  }

  #tellHeld(hold: KnownHold, from: number): void {
    const { holdId, expiresAt, state } = hold.held;
    if (state !== "held" || expiresAt <= this.#now) return;
    this.#held.set(holdId, {
      ...{ from, to: this.#turns.now, counts: countsOf(hold), expiresAt },
      ...{ releasedFrom: null, lapsedAt: null, orderFrom: null, orderedAt: null, changedFrom: null },
    });
  }

  /** Other lines, and sometimes more time. Several at once may change it: then none of them knows what it is in the end. */
  async #change(hold: KnownHold): Promise<KnownHold | null> {
    const { holdId } = hold.held;
    const from = this.#turns.now;
    const cart = this.#held.get(holdId);
    if (cart !== undefined) {
      cart.changedFrom ??= from;
      this.#former.push({ holdId, cart });
      this.#held.delete(holdId);
    }
    const alone = !this.#changing.has(holdId) && cart !== undefined && cart.orderFrom === null;
    this.#changing.set(holdId, (this.#changing.get(holdId) ?? 0) + 1);
    const change = { lines: this.#anyLines(), ...(this.#random(3) === 0 && { extend: true as const }) };
    const changed = await this.#tries(() => changeHold(this.#fanDeps, holdId, change, this.#later));
    if (changed === null) return null;
    this.#changes += 1;
    // A tab that was changing it meanwhile, or an order that began, may have come after: `alone` says that none did.
    if (alone && this.#changing.get(holdId) === 1) this.#tellHeld(changed, from);
    return changed;
  }

  async #order(hold: KnownHold, name: string): Promise<OrderId | null> {
    const { holdId } = hold.held;
    const cart = this.#held.get(holdId);
    if (cart !== undefined) cart.orderFrom ??= this.#turns.now;
    const deps = { ...this.#fanDeps, orders: this.#store };
    const { total } = quoteOf(hold.doc.terms, hold.doc.lines).quote;
    const input = OrderInput.parse({ holdId, email: "fan@example.org", total });
    const order = await this.#tries(() => placeOrder(deps, input, name, this.#later));
    if (order === null) return null;
    this.#told.set(order.id, holdId);
    if (cart !== undefined) cart.orderedAt ??= this.#turns.now;
    return order.id;
  }

  async #hear(paymentId: PaymentId): Promise<void> {
    for (let wait = this.#random(6); wait > 0; wait--) await this.#turns.turn();
    // Whatever was promised, the money came.
    if (this.#mood === "wild" && this.#random(3) === 0) this.#provider.take(paymentId);
    await this.#tries(() => settleCharge(this.#office, this.#provider.reportOf(paymentId)));
  }

  async #refund(orderId: OrderId): Promise<void> {
    const from = this.#turns.now;
    const request = { refundId: newId(), orderId, requestKey: "refund", reason: "promoter", items: null, cancel: true };
    const body = JSON.stringify({ ...request, now: new Date(this.#now).toISOString() });
    const answer = await this.#tries(() =>
      this.#outside(() =>
        this.#roles.owner.query<{ answer: { freed: string[]; replayed: boolean } }>(
          sql`SELECT request_refund(${body}::jsonb) AS answer`,
        ),
      ),
    );
    const [row] = answer ?? [];
    if (row === undefined || row.answer.replayed) return;
    this.#gave(orderId, from);
    await this.#tell(row.answer.freed);
  }

  async #sweep(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.#turns.turn();
      const due = await this.#tries(() => this.#book.dueOrders(this.#stage.eventId, this.#now, 20));
      for (const order of due ?? []) await this.#tries(() => this.#end(order, "expired"));
    }
  }

  #end(order: EndingOrder, as: "expired" | "cancelled"): Promise<unknown> {
    return endOrder(this.#office, order, as);
  }

  async #payBack(): Promise<void> {
    const { eventId } = this.#stage;
    const due = await this.#outside(() =>
      this.#roles.owner.query<{ id: RefundId; payment: PaymentId; ref: string | null; amount: number }>(sql`
        SELECT refunds.id, payments.id AS payment, payments.provider_ref AS ref, refunds.amount_minor::int AS amount
        FROM refunds JOIN payments ON payments.id = refunds.payment_id JOIN orders ON orders.id = refunds.order_id
        WHERE orders.event_id = ${eventId}::uuid AND refunds.state IN ('requested', 'pending')`),
    );
    const asJobs: BoxOffice = { ...this.#office, book: orderBook(this.#countedOutside(this.#roles.jobs)) };
    for (const { id: refundId, payment: paymentId, ref: chargeRef, amount: minor } of due) {
      const amount = { minor, currency: this.#sale.currency };
      await runRefund(asJobs, { refundId, paymentId, chargeRef, amount, provider: "test" });
    }
  }

  async #promote(): Promise<void> {
    const blocks = [newId(), newId()];
    for (let round = 0; round < 3; round++) {
      await this.#turns.turn();
      const at = this.#random(this.#stage.quotas.length);
      const pool = this.#stage.quotas[at] ?? "";
      const from = this.#turns.now;
      if (this.#random(2) === 0) {
        const capacity = this.#random(7);
        await this.#outside(() =>
          this.#roles.owner.query(sql`UPDATE quotas SET capacity = ${capacity}::int WHERE id = ${pool}::uuid`),
        );
        this.#note(this.#orders, pool, { what: "room", count: capacity, from, to: this.#turns.now, by: PROMOTER });
      } else {
        const count = 1 + this.#random(2);
        const block = sql`change_block(${blocks[round % 2]}::uuid, ${pool}::uuid, ${count}::int, '', ${new Date(this.#now).toISOString()}::timestamptz)`;
        const before = await this.#outside(() => this.#blocked(pool));
        await this.#tries(() => this.#outside(() => this.#roles.owner.query(sql`SELECT ${block}`)));
        const more = (await this.#outside(() => this.#blocked(pool))) - before;
        if (more !== 0) {
          const what = more > 0 ? "took" : "gave";
          this.#note(this.#orders, pool, { what, count: Math.abs(more), from, to: this.#turns.now, by: PROMOTER });
        }
      }
      await this.#tell([this.#stage.eventId, ...this.#stage.performances]);
    }
  }

  /** Blocks some places and perhaps releases them. Any message may be lost. */
  async #take(): Promise<void> {
    const { eventId, quotas } = this.#stage;
    for (let round = 0; round < 3; round++) {
      for (let wait = this.#random(10); wait > 0; wait--) await this.#turns.turn();
      const pool = quotas[this.#random(quotas.length)] ?? "";
      const count = 1 + this.#random(2);
      const [block, seed] = [newId(), this.#random(1_000_000_000)];
      const scope = this.#sale.quotas.find(({ id }) => id === pool)?.performanceId ?? eventId;
      const needs = [{ scope, draws: [{ pool, count }], limits: [], frozen: [] }];
      const idOf = (tried: number) => operationIdOf("block", seed, tried);
      const plan = { eventId, needs: this.#blocks === "reserved" ? needs : [], idOf, attempt: newId() };
      const from = this.#turns.now;
      const took = await this.#tries(async () => {
        const done = await withReservation(this.#shardsOfFans, plan, (operation) =>
          this.#block(block, pool, count, operation),
        );
        if (done.outcome === "silent") throw new ShardLostError("no answer");
        return done.outcome === "written";
      });
      if (took === false) continue;
      // The outcome is unknown, so look.
      const written = took ?? (await this.#outside(() => this.#isBlocked(block)));
      const to = took ? this.#turns.now : null;
      for (const log of written || took === null ? [this.#orders, this.#taken] : [])
        this.#note(log, pool, { what: "took", count, from, to, by: PROMOTER });
      await this.#tell([scope]);
      if (took === null || this.#random(2) === 0) continue;
      const since = this.#turns.now;
      await this.#outside(() => this.#roles.owner.query(sql`SELECT ${this.#blockSql(block, pool, 0)}`));
      for (const log of [this.#orders, this.#taken])
        this.#note(log, pool, { what: "gave", count, from: since, to: this.#turns.now, by: PROMOTER });
      await this.#tell([scope]);
    }
  }

  #block(block: string, pool: string, count: number, reserved: Reserved | null): Promise<unknown> {
    const begin = reserved === null ? sql`NULL` : sql`begin_operation(${JSON.stringify(reserved)}::jsonb)`;
    return this.#toPostgres(() =>
      this.#roles.owner.query(sql`SELECT ${begin}, ${this.#blockSql(block, pool, count)}`),
    ).catch(operationOver);
  }

  #blockSql(block: string, pool: string, count: number) {
    const now = new Date(this.#now).toISOString();
    return sql`change_block(${block}::uuid, ${pool}::uuid, ${count}::int, '', ${now}::timestamptz)`;
  }

  async #isBlocked(block: string): Promise<boolean> {
    return (await this.#roles.owner.query(sql`SELECT FROM blocks WHERE id = ${block}::uuid`)).length > 0;
  }

  async #blocked(pool: string): Promise<number> {
    const [row] = await this.#roles.owner.query<{ blocked: number }>(
      sql`SELECT blocked FROM quota_counters WHERE quota_id = ${pool}::uuid`,
    );
    return row?.blocked ?? 0;
  }

  /** What happens to shards and to time. */
  async #trouble(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      for (let wait = this.#random(8); wait > 0; wait--) await this.#turns.turn();
      const shard = [...this.#shards.values()][this.#random(Math.max(1, this.#shards.size))];
      const what = this.#random(this.#mood === "calm" ? 2 : this.#mood === "rough" ? 6 : 8);
      if (what < 2) await shard?.alarm();
      else if (what < 4) shard?.evict(this.#forgetting);
      else if (what < 6) this.#pass([1, 6, 11, 16][this.#random(4)] ?? 1, MINUTE);
      else shard?.loseStorage();
    }
  }

  #pass(count: number, unit = 1): void {
    this.#now = instant(this.#now + count * unit);
    for (const cart of this.#held.values()) {
      if (cart.expiresAt <= this.#now) cart.lapsedAt ??= this.#turns.now;
    }
  }

  // --- what is in between

  readonly #clock = (): Instant => this.#now;
  readonly #later = (work: Promise<unknown>): void => void work.catch(() => undefined);
  readonly #sales = { sale: async () => this.#sale, code: async () => null, eventOf: async () => null };

  /** On the way there, or on the way back: where things get lost. Or it arrives, long after everybody has given it up. */
  async #cross<T>(work: () => Promise<T>, lost: () => Error, mayBeLate = true): Promise<T> {
    await this.#turns.turn();
    const luck = this.#faults && this.#mood !== "calm" ? this.#random(this.#manyTabs ? 9 : 24) : 99;
    if (luck === 0) throw lost();
    if (luck === 1 && mayBeLate) {
      this.#turns.begin(async () => {
        for (let wait = this.#random(this.#manyTabs ? 60 : 20); wait > 0; wait--) await this.#turns.turn();
        await work().catch(() => undefined);
      });
      throw lost();
    }
    const done = await work().then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    await this.#turns.turn();
    if (luck === 2) throw lost();
    if ("error" in done) throw done.error;
    return done.answer;
  }

  #outside<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.outside(work);
  }

  #countedOutside(db: Database): Database {
    return { ...db, query: (statement, options) => this.#outside(() => db.query(statement, options)) };
  }

  #toPostgres<T>(work: () => Promise<T>): Promise<T> {
    return this.#cross(
      () => this.#outside(work),
      () => new DatabaseError("unreachable", "no answer", {}),
    );
  }

  #shardOf(scope: string): WorldShard {
    const known = this.#shards.get(scope);
    if (known !== undefined) return known;
    const place = { eventId: this.#stage.eventId, scope };
    const { query } = this.#roles.public;
    // Each statement by itself: who has given a reading up asks no second one.
    const db: Database = { ...this.#roles.public, query: (statement) => this.#toPostgres(() => query(statement)) };
    const shard = new WorldShard({
      now: this.#clock,
      read: (question) => readInventory(db, place, question),
      decided: (decision) => this.#claimed(decision),
      without: this.#without,
    });
    this.#shards.set(scope, shard);
    return shard;
  }

  readonly #shardsOfFans: Shards = (_, scope) => {
    const once = <T>(work: (shard: WorldShard) => Promise<T>): Promise<T> =>
      this.#cross(
        () =>
          work(this.#shardOf(scope)).catch((error: unknown) => {
            throw error instanceof EvictedError ? new ShardLostError("no answer") : error;
          }),
        () => new ShardLostError("no answer"),
      ).then((answer) => structuredClone(answer));
    // As `shardsOf` does: what a restart cut off is asked again, once.
    const ask = <T>(work: (shard: WorldShard) => Promise<T>): Promise<T> =>
      once(work).catch((error: unknown) => {
        if (this.#random(2) === 0) throw error;
        return once(work);
      });
    const api: InventoryShardApi = {
      hold: (request) => ask((shard) => shard.hold(request)),
      read: (holdId) => ask((shard) => shard.read(holdId)),
      amend: (holdId, change) => ask((shard) => shard.amend(holdId, change)),
      extend: (holdId, until) => ask((shard) => shard.extend(holdId, until)),
      release: (holdId, options) => ask((shard) => shard.release(holdId, options)),
      pin: (holdId, orderId, request) => ask((shard) => shard.pin(holdId, orderId, request)),
      committed: (holdId, orderId) => ask((shard) => shard.committed(holdId, orderId)),
      failed: (holdId, attempt) => ask((shard) => shard.failed(holdId, attempt)),
      reserve: (wanted, attempt) => ask((shard) => shard.reserve(wanted, attempt)),
      withdraw: (operationId, attempt) => ask((shard) => shard.withdraw(operationId, attempt)),
      giveUp: (operationId) => ask((shard) => shard.giveUp(operationId)),
      changed: () => ask((shard) => shard.changed()),
      summary: () => ask((shard) => shard.summary()),
    };
    return api;
  };

  #claimed({ holdId, before, after, refused }: Decision): void {
    const at = this.#turns.now;
    const by = `hold ${holdId.slice(-6)}`;
    const sum = (draws: Decision["after"], pool: string) =>
      draws.reduce((all, draw) => all + (draw.pool === pool ? draw.count : 0), 0);
    for (const pool of new Set([...before, ...after].map((draw) => draw.pool))) {
      const count = sum(after, pool) - sum(before, pool);
      const note = (what: Operation["what"]) =>
        this.#note(this.#claims, pool, { what, count: Math.abs(count), from: at, to: at, by });
      if (refused.some((shortage) => shortage.pool === pool)) note("found-less-than");
      else if (refused.length === 0 && count !== 0) note(count > 0 ? "took" : "gave");
    }
  }

  get #store(): OrderStore {
    return {
      place: (order) => {
        const from = this.#turns.now;
        const place = async () => {
          const answer = await placeInPostgres(this.#roles.public, order).catch((error: unknown) => {
            if (error instanceof DatabaseError && error.code === "LO001")
              this.#refused.push(`order ${order.orderId} was refused at checkout`);
            throw error;
          });
          if (!answer.replayed) {
            const counts = this.#countsOfItems(order.items);
            this.#placed.set(answer.orderId, counts);
            this.#compareClaims(answer.orderId, order.holdId, counts);
            for (const [pool, count] of counts)
              this.#note(this.#orders, pool, {
                what: "took",
                count,
                from,
                to: this.#turns.now + 1,
                by: answer.orderId,
              });
          }
          return answer;
        };
        return this.#toPostgres(place);
      },
      read: (orderId) => this.#toPostgres(() => readOrder(this.#roles.public, orderId)),
      giveBack: (request) => this.#toPostgres(() => returnOrder(this.#roles.public, request)),
    };
  }

  get #office(): BoxOffice {
    return {
      ...{ book: this.#book, now: this.#clock, alert: () => {} },
      providers: { test: this.#provider, manual: this.#provider },
      shards: this.#shardsOfFans,
      operationId: operationIdOf,
      newAttempt: newId,
      tellShards: (_, scopes) => this.#tell(scopes),
    };
  }

  #watchedBook(db: Database): OrderBook {
    const book = orderBook(db);
    return {
      ...book,
      beginPayment: (request, now) =>
        this.#toPostgres(async () => {
          const begun = await book.beginPayment(request, now);
          this.#orderOf.set(begun.paymentId, request.orderId);
          return begun;
        }),
      dueOrders: (eventId, now, limit) => this.#toPostgres(() => book.dueOrders(eventId, now, limit)),
      settleRefund: (refundId, outcome, now) => this.#toPostgres(() => book.settleRefund(refundId, outcome, now)),
      settlePayment: (report, room, now) => {
        const from = this.#turns.now;
        return this.#toPostgres(async () => {
          const settled = await book.settlePayment(report, room, now);
          const orderId = this.#orderOf.get(report.paymentId);
          // Money that came late has taken its places again.
          const paid = settled !== null && "orderState" in settled && settled.orderState === "paid";
          if (orderId !== undefined && paid && this.#ended.delete(orderId)) {
            for (const [pool, count] of this.#placed.get(orderId) ?? [])
              this.#note(this.#orders, pool, { what: "took", count, from, to: this.#turns.now + 1, by: orderId });
          }
          return settled;
        });
      },
      endOrder: (orderId, as, now) => {
        const from = this.#turns.now;
        return this.#toPostgres(async () => {
          const ended = await book.endOrder(orderId, as, now);
          if (ended !== null && ended.freed.length > 0) this.#gave(orderId, from);
          return ended;
        });
      },
    };
  }

  /** An order's places are free in Postgres; in shards once they are told. */
  #gave(orderId: OrderId, from: number): void {
    this.#ended.add(orderId);
    for (const [pool, count] of this.#placed.get(orderId) ?? []) {
      this.#note(this.#orders, pool, { what: "gave", count, from, to: this.#turns.now + 1, by: orderId });
      const untold = { what: "gave" as const, count, from, to: null, by: orderId };
      this.#note(this.#claims, pool, untold);
      this.#untold.push(untold);
    }
  }

  /** Best effort, as it is: shards find out by themselves. */
  async #tell(scopes: readonly string[]): Promise<void> {
    const untold = this.#untold.splice(0);
    await Promise.allSettled(scopes.map((scope) => this.#shardsOfFans("", scope).changed()));
    for (const operation of untold) operation.to = this.#turns.now;
  }

  async #tellAll(): Promise<void> {
    for (const shard of this.#shards.values()) await shard.changed();
  }

  #countsOfItems(items: readonly { readonly ticketTypeId: string; readonly performanceId: string | null }[]): Counts {
    const counts = new Map<string, number>();
    for (const { ticketTypeId, performanceId } of items) {
      for (const quota of this.#sale.quotas) {
        if (!quota.ticketTypeIds.some((id) => id === ticketTypeId)) continue;
        if (quota.performanceId !== null && quota.performanceId !== performanceId) continue;
        counts.set(quota.id, (counts.get(quota.id) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Asks again where nobody knows, as people do: a few times. `null`: it was refused, or given up. */
  async #tries<T>(work: () => Promise<T>): Promise<T | null> {
    for (let tried = 0; tried < 3; tried++) {
      try {
        return await work();
      } catch (error) {
        if (isRefusal(error)) return null;
        if (!isUnknown(error)) throw error;
      }
      await this.#turns.turn();
    }
    return null;
  }

  #note(log: { pool: string; operation: Operation }[], pool: string, operation: Operation): void {
    log.push({ pool, operation });
  }
}
