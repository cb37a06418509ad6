import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, drawnOf, MapClaims, PlainPostgres } from "../../test/inventory-world.ts";
import { SETTLE_MS } from "./claim.ts";
import { Inventory, type Reading } from "./inventory.ts";
import type { InventoryBase } from "./inventory-base.ts";
import type { Reservation } from "./reservation.ts";
import { type Draw, HOLD_MS } from "./shard-api.ts";

const { FUZZ_SEED, FUZZ_RUNS } = process.env;
const seed = Number(FUZZ_SEED ?? 20261121);
const numRuns = Number(FUZZ_RUNS ?? 20) * 20;
const timeout = 5000 + numRuns * 50;

const KINDS = [
  ...[
    "hold",
    "hold",
    "hold",
    "hold",
    "pin",
    "pin",
    "pin",
    "pin",
    "place",
    "place",
    "place",
    "place",
    "tell",
    "release",
  ],
  ...["operate", "operate", "operate", "again", "withdraw", "write", "write", "refuse"],
  ...["ask", "answer", "learn", "sync", "sync", "wait", "evict", "lose"],
] as const;
type Kind = (typeof KINDS)[number];
type Move = { readonly kind: Kind; readonly a: number; readonly n: number };

const moves = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), a: fc.nat(20), n: fc.integer({ min: 1, max: 3 }) }),
  { minLength: 1, maxLength: 120, size: "max" },
);

const HALL = "hall";

interface Operation {
  readonly wanted: Reservation;
  readonly write: () => void;
  state: "open" | "written" | "refused";
  /** Copies of the request that may write, with the epoch each was told. */
  readonly copies: { readonly attempt: string; readonly epoch: number }[];
}
interface Cart {
  readonly holdId: string;
  readonly draws: readonly Draw[];
  orderId: string | null;
  epoch: number;
}

/** Carts and promoter operations over one shard, with a Postgres whose only guard is its capacity. */
class World {
  readonly postgres = new PlainPostgres();
  readonly #operations: Operation[] = [];
  #carts: Cart[] = [];
  #store = new MapClaims();
  #now = at(1_000_000);
  #shard = new Inventory(this.#store, this.#now);
  #reading: { reading: Reading; answer: InventoryBase | null } | null = null;
  #ids = 0;
  readonly #reserves: boolean;
  placed = 0;
  written = 0;

  constructor(reserves: boolean) {
    this.#reserves = reserves;
    this.postgres.quotas.set(HALL, { capacity: 9, blocked: 0 });
    this.postgres.codes.set("friends", { max: 2, blocks: HALL, active: true });
    this.#sync();
  }

  do({ kind, a, n }: Move): void {
    const cart = this.#carts[a % Math.max(1, this.#carts.length)];
    const open = this.#operations.filter(({ state }) => state === "open");
    const operation = open[a % Math.max(1, open.length)];
    const moves: Readonly<Record<Kind, () => void>> = {
      hold: () => this.#hold(a % 3 === 0 ? { pool: HALL, count: n, via: "friends" } : { pool: HALL, count: n }),
      pin: () => cart && this.#pin(cart),
      place: () => cart && this.#place(cart),
      tell: () => cart?.orderId && this.postgres.orders.has(cart.orderId) && this.#end(cart),
      release: () => cart && this.#shard.release(cart.holdId, {}, this.#now),
      operate: () => this.#operate(a, n),
      again: () => operation && this.#again(operation),
      withdraw: () => operation && this.#withdraw(operation),
      write: () => operation && this.#write(operation),
      refuse: () => operation && this.#refuse(operation),
      ask: () => this.#ask(),
      answer: () => this.#answer(),
      learn: () => this.#learn(),
      sync: () => this.#sync(),
      wait: () => {
        this.#now = at(this.#now + ([200, SETTLE_MS + 1, HOLD_MS + 1][a % 3] ?? 0));
      },
      evict: () => this.#evict(),
      lose: () => {
        this.#store = new MapClaims();
        this.#evict();
      },
    };
    moves[kind]();
  }

  /** What the shard counts; it has read Postgres by now. */
  #pools() {
    const summary = this.#shard.summary(this.#now);
    if (summary.outcome === "busy") throw new Error("the shard has not read Postgres");
    return summary.pools;
  }

  check(): void {
    expect(this.postgres.left(HALL, [], true)).toBeGreaterThanOrEqual(0);
    expect(this.postgres.usesLeft("friends", [])).toBeGreaterThanOrEqual(0);
    for (const { left, held } of this.#pools()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(held).toBeGreaterThanOrEqual(0);
    }
  }

  /** Once everything has settled nothing is reserved, and the shard agrees with Postgres. */
  settle(): void {
    this.#reading = null;
    this.#now = at(this.#now + SETTLE_MS + HOLD_MS + 1000);
    this.#sync();
    this.#sync();
    expect(this.#shard.holdsAnything(this.#now)).toBe(false);
    const [hall] = this.#pools();
    expect(hall?.left).toBe(this.postgres.left(HALL, [], true));
  }

  #hold(draw: Draw): void {
    const holdId = `hold ${this.#ids++}`;
    if (this.#shard.readAt === null || !this.#ready(draw)) return;
    const request = { holdId, key: holdId, requestHash: holdId, draws: [draw], doc: "{}" };
    if (this.#shard.hold(request, this.#now).outcome === "held")
      this.#carts.push({ holdId, draws: [draw], orderId: null, epoch: 0 });
  }

  #ready(draw: Draw): boolean {
    this.#shard.bearInMind([draw]);
    if (this.#shard.mustRead([draw])) this.#sync();
    return !this.#shard.mustRead([draw]);
  }

  #pin(cart: Cart): void {
    const revision = this.#shard.read(cart.holdId, this.#now)?.revision ?? 0;
    const request = { attempt: `attempt ${this.#ids++}`, revision };
    const answer = this.#shard.pin(cart.holdId, `order ${this.#ids++}`, request, this.#now);
    if (answer.outcome === "pinned") Object.assign(cart, { orderId: answer.orderId, epoch: answer.epoch });
  }

  #place(cart: Cart): void {
    const { orderId, holdId, draws, epoch } = cart;
    if (orderId === null || this.postgres.orders.has(orderId)) return;
    if (epoch !== this.postgres.epoch || this.postgres.void.has(orderId)) return;
    // The guard in Postgres that would refuse the fan at checkout.
    for (const { pool, count, via } of draws)
      expect(count, "a cart is refused at checkout").toBeLessThanOrEqual(
        this.postgres.left(pool, [], via === undefined),
      );
    for (const { via } of draws)
      if (via !== undefined) expect(drawnOf(draws, via)).toBeLessThanOrEqual(this.postgres.usesLeft(via, []));
    this.postgres.place({ orderId, holdId, draws, epoch });
    this.placed += 1;
  }

  #end(cart: Cart): void {
    this.#shard.committed(cart.holdId, cart.orderId ?? "", this.#now);
    this.#carts = this.#carts.filter((other) => other !== cart);
  }

  #operate(a: number, n: number): void {
    const id = `operation ${this.#ids++}`;
    const hall = this.postgres.quotas.get(HALL);
    const friends = this.postgres.codes.get("friends");
    if (!hall || !friends) return;
    const none = { id, draws: [], limits: [], frozen: [] };
    const draws = [{ pool: HALL, count: n }];
    const capacity = Math.max(0, (hall.capacity ?? 0) - n);
    const max = Math.max(0, friends.max - n);
    const kinds: readonly (readonly [Reservation, () => void])[] = [
      // A block, or guests.
      [{ ...none, draws }, () => this.postgres.orders.set(id, { holdId: id, draws, stands: true })],
      [{ ...none, limits: [{ pool: HALL, capacity }] }, () => this.postgres.quotas.set(HALL, { ...hall, capacity })],
      [{ ...none, draws }, () => this.postgres.codes.set("friends", { ...friends, max: friends.max + n })],
      [
        { ...none, draws: [{ pool: "friends", count: friends.max - max }] },
        () => this.postgres.codes.set("friends", { ...friends, max }),
      ],
    ];
    const [wanted, change] = kinds[a % kinds.length] ?? kinds[0] ?? [none, () => undefined];
    // Events and codes are changed by version, one change at a time.
    if (wanted.draws[0]?.pool !== HALL || a % kinds.length === 2)
      if (this.#operations.some(({ state }) => state === "open")) return;
    if (!this.#reserves) {
      if (a % kinds.length === 0) this.#operations.push({ wanted, write: change, copies: [], state: "open" });
      return;
    }
    const operation: Operation = { wanted, write: change, copies: [], state: "open" };
    this.#again(operation);
    if (operation.copies.length > 0) this.#operations.push(operation);
  }

  #again({ wanted, copies }: Operation): void {
    for (const draw of wanted.draws) if (!this.#ready(draw)) return;
    if (this.#shard.readAt === null) return;
    const attempt = `attempt ${this.#ids++}`;
    const answer = this.#shard.reserve(wanted, attempt, this.#now);
    if (answer.outcome === "reserved") copies.push({ attempt, epoch: answer.epoch });
  }

  #withdraw(operation: Operation): void {
    const copy = operation.copies.shift();
    if (copy !== undefined) this.#shard.withdraw(operation.wanted.id, copy.attempt);
    if (operation.copies.length === 0 && this.#reserves) operation.state = "refused";
  }

  /** The shard may never be told. */
  #write(operation: Operation): void {
    const { wanted, copies, write } = operation;
    const epoch = copies[0]?.epoch ?? null;
    operation.state = "refused";
    if (epoch !== null && (epoch !== this.postgres.epoch || this.postgres.void.has(wanted.id))) return;
    // The guard in Postgres, which does not know about carts.
    if (epoch === null && wanted.draws.some(({ pool, count }) => count > this.postgres.left(pool, [], true))) return;
    operation.state = "written";
    this.written += 1;
    this.postgres.orders.set(wanted.id, { holdId: wanted.id, draws: [], stands: true });
    write();
  }

  #refuse(operation: Operation): void {
    operation.state = "refused";
    this.#shard.giveUp(operation.wanted.id, this.#now);
  }

  #evict(): void {
    this.#reading = null;
    this.#shard = new Inventory(this.#store, this.#now);
    if (this.#shard.readAt === null) this.#sync();
  }

  #ask(): void {
    this.#reading ??= { reading: this.#shard.ask(this.#now), answer: null };
  }

  #answer(): void {
    if (this.#reading?.answer === null) this.#reading.answer = this.postgres.answer(this.#reading.reading.question);
  }

  #learn(): void {
    if (this.#reading === null || this.#reading.answer === null) return;
    const { reading, answer } = this.#reading;
    this.#reading = null;
    this.#shard.learn(reading, answer, this.#now);
  }

  #sync(): void {
    this.#reading = null;
    this.#ask();
    this.#answer();
    this.#learn();
  }
}

const run = (history: readonly Move[], reserves: boolean): World => {
  const world = new World(reserves);
  for (const move of history) {
    world.do(move);
    world.check();
  }
  world.settle();
  return world;
};

describe("carts and promoter operations", () => {
  it(
    "no promoter operation makes a checkout fail, through loss, repetition, delay and eviction",
    () => {
      const done = { placed: 0, written: 0 };
      fc.assert(
        fc.property(moves, (history) => {
          const { placed, written } = run(history, true);
          done.placed += placed;
          done.written += written;
        }),
        { seed, numRuns },
      );
      // The property must not hold vacuously.
      expect(done.placed).toBeGreaterThan(numRuns / 2);
      expect(done.written).toBeGreaterThan(numRuns / 2);
    },
    timeout,
  );

  it("detects a promoter who writes without reserving", () => {
    const found = fc.check(
      fc.property(moves, (history) => void run(history, false)),
      { seed, numRuns: numRuns * 2, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain("a cart is refused at checkout");
  });
});
