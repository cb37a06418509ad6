import { type Instant, instant } from "@liveotter/core/instant";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CachedBody, LoadedBody } from "./cached-body.ts";
import {
  ABSENT_MS,
  type CacheAnswer,
  type CacheTier,
  FAILURE_MS,
  type KnownVersion,
  LOAD_MS,
  NEWER_WAIT_MS,
  NothingAnswersError,
  RETRY_MS,
  TieredCache,
  UNSURE_MS,
} from "./tiered-cache.ts";

const LIFE = { fresh: 5, stale: 35, staleOnError: 86_400 };
const START = Date.UTC(2027, 0, 1);

type Mode = "ok" | "error" | "hang" | { slowMs: number };

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function behave(mode: Mode): Promise<void> {
  if (mode === "error") throw new Error("down");
  if (mode === "hang") await new Promise(() => {});
  if (typeof mode === "object") await sleep(mode.slowMs);
}

/** A tier like those outside: shared by isolates, and able to fail. */
function fakeTier(name: CacheTier["name"], deadlineMs: number) {
  const stored = new Map<string, CachedBody>();
  const tier = {
    name,
    deadlineMs,
    stored,
    mode: "ok" as Mode,
    gets: 0,
    async get(key: string) {
      tier.gets++;
      await behave(tier.mode);
      return stored.get(key);
    },
    async set(key: string, body: CachedBody) {
      await behave(tier.mode);
      stored.set(key, body);
    },
  };
  return tier;
}

/** The record: its version rises, and it tells how many loads of it run at once. */
class Store {
  mode: Mode = "ok";
  version = 1;
  absent = false;
  loads = 0;
  running = 0;
  most = 0;

  readonly load = async (signal: AbortSignal): Promise<LoadedBody | null> => {
    this.loads++;
    this.running++;
    this.most = Math.max(this.most, this.running);
    let open = true;
    const close = () => {
      if (open) this.running--;
      open = false;
    };
    signal.addEventListener("abort", close);
    const { version, absent } = this;
    const readAt = Date.now();
    try {
      await behave(this.mode);
      return absent ? null : made(version, readAt);
    } finally {
      close();
    }
  };
}

const made = (version: number, readAt: number, text = ""): LoadedBody => ({
  body: `${version}@${readAt}${text}`,
  etag: `"${version}@${readAt}"`,
  asOf: instant(START),
  version,
  source: "database",
});

const held = (version: number, storedAt: number): CachedBody => ({
  ...made(version, storedAt),
  storedAt: instant(storedAt),
});

function setUp({ maxBytes = 1_000_000 } = {}) {
  const edge = fakeTier("edge", 50);
  const redis = fakeTier("redis", 150);
  const store = new Store();
  const snapshot = { mode: "ok" as Mode, asked: 0, body: made(0, START) as LoadedBody | null };
  const known: { -readonly [Key in keyof KnownVersion]: KnownVersion[Key] } = {
    version: 0,
    learnedAt: 0,
    heardAt: Number.POSITIVE_INFINITY,
  };
  const kept: Promise<unknown>[] = [];
  const isolate = () =>
    new TieredCache({
      tiers: [edge, redis],
      maxBytes,
      version: () => ({ ...known }),
      now: () => Date.now() as Instant,
    });
  const cache = isolate();
  const fallback = async () => {
    snapshot.asked++;
    await behave(snapshot.mode);
    return snapshot.body;
  };
  const read = (key = "key", from = cache): Promise<CacheAnswer> =>
    from.read(key, LIFE, store.load, fallback, (work) => kept.push(work));
  return { edge, redis, store, snapshot, known, cache, isolate, read, kept };
}

/** The promise's outcome once virtual time has gone on enough, and how long it took. */
async function after<T>(promise: Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = Date.now();
  let endedAt = startedAt;
  const settled = promise.then(
    (value) => {
      endedAt = Date.now();
      return { value };
    },
    (error: unknown) => {
      endedAt = Date.now();
      return { error };
    },
  );
  let done = false;
  settled.then(() => {
    done = true;
  });
  for (let step = 0; !done && step < 20_000; step++) await vi.advanceTimersByTimeAsync(step === 0 ? 0 : 1);
  const result = await settled;
  if ("error" in result) throw result.error;
  return { value: result.value, ms: endedAt - startedAt };
}

describe("an answer in this isolate", () => {
  test("is given at once while fresh, without a look anywhere", async () => {
    const { read, store, edge } = setUp();
    expect((await after(read())).value).toMatchObject({ tier: "load", outcome: "miss" });
    const gets = edge.gets;
    await vi.advanceTimersByTimeAsync(4999);
    expect(await after(read())).toMatchObject({ value: { tier: "isolate", outcome: "hit" }, ms: 0 });
    expect(store.loads).toBe(1);
    expect(edge.gets).toBe(gets);
  });

  test("is given at once while stale, and one newer is fetched behind it", async () => {
    const { read, store } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(5000);
    store.mode = { slowMs: 1000 };
    expect(await after(read())).toMatchObject({ value: { tier: "isolate", outcome: "stale" }, ms: 0 });
    await vi.advanceTimersByTimeAsync(1000);
    const next = await after(read());
    expect(next.value.outcome).toBe("hit");
    expect(next.value.body?.storedAt).toBe(START + 5000);
    expect(store.loads).toBe(2);
  });

  test("is not given past its stale time while the record answers", async () => {
    const { read, store } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(35_000);
    store.mode = { slowMs: 700 };
    expect(await after(read())).toMatchObject({ value: { tier: "load", outcome: "miss" }, ms: 700 });
  });

  test("is given marked as stale on error when the record fails, waiting only the first time", async () => {
    const { read, store } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(3_600_000);
    store.mode = "hang";
    expect(await after(read())).toMatchObject({ value: { tier: "isolate", outcome: "stale-error" }, ms: LOAD_MS });
    await vi.advanceTimersByTimeAsync(RETRY_MS);
    expect(await after(read())).toMatchObject({ value: { outcome: "stale-error" }, ms: 0 });
    store.mode = "ok";
    await vi.advanceTimersByTimeAsync(LOAD_MS + RETRY_MS);
    await after(read());
    await vi.advanceTimersByTimeAsync(1);
    expect((await after(read())).value.outcome).toBe("hit");
  });

  test("is never given once a day old, even when nothing else is left but the fallback", async () => {
    const { read, store, edge, redis } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(86_400_000);
    store.mode = edge.mode = redis.mode = "error";
    expect((await after(read())).value).toMatchObject({ tier: "fallback", outcome: "fallback" });
  });
});

describe("news of a newer version", () => {
  test("makes readers wait for the newer content", async () => {
    const { read, store, known } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(1000);
    store.version = 2;
    Object.assign(known, { version: 2, learnedAt: Date.now() });
    store.mode = { slowMs: NEWER_WAIT_MS - 1 };
    const answer = await after(read());
    expect(answer.value.body?.version).toBe(2);
    expect(answer.value.outcome).toBe("miss");
  });

  test("does not make them wait long: the one at hand then does", async () => {
    const { read, store, known } = setUp();
    await after(read());
    Object.assign(known, { version: 2, learnedAt: Date.now() + 1 });
    await vi.advanceTimersByTimeAsync(1);
    store.mode = { slowMs: 1000 };
    expect(await after(read())).toMatchObject({ value: { outcome: "stale", body: { version: 1 } }, ms: NEWER_WAIT_MS });
  });

  test("that was wrong costs one load, not one each read", async () => {
    const { read, store, known } = setUp();
    await after(read());
    Object.assign(known, { version: 999, learnedAt: Date.now() });
    await vi.advanceTimersByTimeAsync(1);
    await after(read());
    for (let n = 0; n < 10; n++) expect(await after(read())).toMatchObject({ value: { outcome: "hit" }, ms: 0 });
    expect(store.loads).toBe(2);
  });

  test("may not have come to an idle isolate: it looks before it calls a copy merely stale", async () => {
    const { read, store, known } = setUp();
    known.heardAt = Date.now();
    await after(read());
    store.version = 2;
    await vi.advanceTimersByTimeAsync(Math.max(UNSURE_MS, LIFE.fresh * 1000));
    expect(await after(read())).toMatchObject({ value: { outcome: "miss", body: { version: 2 } } });
  });

  test("is awaited by an idle isolate no longer than by any other", async () => {
    const { read, store, known } = setUp();
    known.heardAt = Date.now();
    await after(read());
    await vi.advanceTimersByTimeAsync(Math.max(UNSURE_MS, LIFE.fresh * 1000));
    store.mode = { slowMs: 1000 };
    expect(await after(read())).toMatchObject({ value: { outcome: "stale", body: { version: 1 } }, ms: NEWER_WAIT_MS });
  });

  test("passes over older copies in the outer tiers", async () => {
    const { read, redis, known } = setUp();
    redis.stored.set("key", held(1, START - 1000));
    Object.assign(known, { version: 2, learnedAt: START });
    expect((await after(read())).value.tier).toBe("load");
  });

  test("makes what was absent be looked for again", async () => {
    const { read, store, known } = setUp();
    store.absent = true;
    expect((await after(read())).value.body).toBeNull();
    expect(await after(read())).toMatchObject({ value: { body: null, tier: "isolate", outcome: "hit" }, ms: 0 });
    store.absent = false;
    Object.assign(known, { version: 1, learnedAt: Date.now() });
    expect((await after(read())).value.body).not.toBeNull();
  });
});

describe("what is absent", () => {
  test("stays absent for a moment, then is asked for again", async () => {
    const { read, store } = setUp();
    store.absent = true;
    await after(read());
    await vi.advanceTimersByTimeAsync(ABSENT_MS - 1);
    expect((await after(read())).value).toMatchObject({ body: null, outcome: "hit" });
    await vi.advanceTimersByTimeAsync(1);
    store.absent = false;
    expect((await after(read())).value.body).not.toBeNull();
    expect(store.loads).toBe(2);
  });

  test("replaces a copy of what was there", async () => {
    const { read, store } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(35_000);
    store.absent = true;
    expect((await after(read())).value).toMatchObject({ body: null, outcome: "miss" });
  });
});

describe("the outer tiers", () => {
  test("answer a cold isolate, and the age goes with the copy", async () => {
    const { read, isolate, store, edge, redis, kept } = setUp();
    await after(read());
    await after(Promise.all(kept));
    await vi.advanceTimersByTimeAsync(3000);
    const second = isolate();
    redis.gets = 0;
    expect((await after(read("key", second))).value).toMatchObject({ tier: "edge", outcome: "hit" });
    expect(redis.gets).toBe(0);
    edge.mode = "error";
    await vi.advanceTimersByTimeAsync(1999);
    expect((await after(read("key", second))).value.outcome).toBe("hit");
    await vi.advanceTimersByTimeAsync(1);
    expect((await after(read("key", second))).value.outcome).toBe("stale");
    expect((await after(read("key", isolate()))).value).toMatchObject({ tier: "redis" });
    expect(store.loads).toBe(2);
  });

  test("save the record a load when another isolate has been faster", async () => {
    const { read, isolate, store } = setUp();
    const second = isolate();
    await after(read());
    await after(read("key", second));
    await vi.advanceTimersByTimeAsync(6000);
    await after(read());
    await vi.advanceTimersByTimeAsync(10);
    expect(store.loads).toBe(2);
    await after(read("key", second));
    await vi.advanceTimersByTimeAsync(10);
    expect((await after(read("key", second))).value).toMatchObject({ tier: "isolate", outcome: "hit" });
    expect(store.loads).toBe(2);
  });

  test.each<[Mode, number]>([
    ["error", 0],
    ["hang", 200],
    [{ slowMs: 10_000 }, 200],
  ])("being %j are a miss, within their deadlines", async (mode, ms) => {
    const { read, edge, redis } = setUp();
    edge.mode = redis.mode = mode;
    expect(await after(read())).toMatchObject({ value: { tier: "load" }, ms });
  });

  test("that throw before they promise anything are a miss too", async () => {
    const { read, edge } = setUp();
    edge.get = () => {
      throw new Error("not even a promise");
    };
    expect((await after(read())).value.tier).toBe("load");
  });

  test("from a clock ahead of ours do not live longer for it", async () => {
    const { read, redis } = setUp();
    redis.stored.set("key", held(1, START + 3_600_000));
    expect((await after(read())).value).toMatchObject({ tier: "redis", outcome: "hit" });
    await vi.advanceTimersByTimeAsync(5000);
    redis.stored.clear();
    expect((await after(read())).value.outcome).toBe("stale");
  });
});

test("a copy from a clock ahead of ours is not taken for newer than the news", async () => {
  const { read, redis, store, known } = setUp();
  redis.stored.set("key", held(1, START + 3_600_000));
  store.version = 2;
  Object.assign(known, { version: 2, learnedAt: START });
  await vi.advanceTimersByTimeAsync(100);
  expect((await after(read())).value).toMatchObject({ tier: "load", body: { version: 2 } });
});

describe("when nothing behind answers", () => {
  test("the fallback does, once for all, and again when its answer has aged", async () => {
    const { read, store, snapshot } = setUp();
    store.mode = "error";
    const answers = await after(Promise.all(Array.from({ length: 100 }, () => read())));
    expect(new Set(answers.value.map(({ outcome }) => outcome))).toEqual(new Set(["fallback"]));
    expect(snapshot.asked).toBe(1);
    await after(read());
    expect(snapshot.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(LIFE.fresh * 1000);
    await after(read());
    expect(snapshot.asked).toBe(2);
  });

  test("nobody waits again for a record that hung, and its return is noticed", async () => {
    const { read, store } = setUp();
    store.mode = "hang";
    expect((await after(read())).ms).toBe(LOAD_MS);
    for (let n = 0; n < 20; n++) {
      await vi.advanceTimersByTimeAsync(400);
      expect(await after(read())).toMatchObject({ value: { outcome: "fallback" }, ms: 0 });
    }
    expect(store.loads).toBeLessThanOrEqual(1 + 8000 / (LOAD_MS + RETRY_MS));
    store.mode = "ok";
    await vi.advanceTimersByTimeAsync(RETRY_MS + LOAD_MS);
    await after(read());
    await vi.advanceTimersByTimeAsync(1);
    expect((await after(read())).value.outcome).toBe("hit");
  });

  test("what the fallback does not know is absent, and a fallback that fails is an error", async () => {
    const { read, store, snapshot } = setUp();
    store.mode = "error";
    snapshot.body = null;
    expect((await after(read())).value).toMatchObject({ body: null, outcome: "fallback" });
    snapshot.mode = "error";
    await expect(after(read("other"))).rejects.toThrow(NothingAnswersError);
  });
});

describe("many readers at once", () => {
  test("5,000 of a stale key cause one load and none waits", async () => {
    const { read, store } = setUp();
    await after(read());
    await vi.advanceTimersByTimeAsync(6000);
    store.mode = { slowMs: 1000 };
    const answers = await after(Promise.all(Array.from({ length: 5000 }, () => read())));
    expect(answers.ms).toBe(0);
    expect(answers.value.every(({ outcome }) => outcome === "stale")).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(store.loads).toBe(2);
  });

  test("5,000 of a key nobody has cause one look-up and one load", async () => {
    const { read, store, edge, redis } = setUp();
    store.mode = { slowMs: 100 };
    const answers = await after(Promise.all(Array.from({ length: 5000 }, () => read())));
    expect(new Set(answers.value.map(({ body }) => body?.body)).size).toBe(1);
    expect([store.loads, edge.gets, redis.gets]).toEqual([1, 1, 1]);
  });

  test("a follower that looks up after a quick load has landed takes what it brought", async () => {
    const { read, store, edge } = setUp();
    edge.mode = { slowMs: 10 };
    const [first, second] = await Promise.all([after(read()), after(read())]);
    expect([store.loads, second.value.body?.body]).toEqual([1, first.value.body?.body]);
  });

  test("a leader that vanishes with its request wedges neither those who wait nor those who come", async () => {
    const { cache, edge, snapshot } = setUp();
    // The load of a request that was torn down settles never, and its timers never fire.
    const realSetTimeout = globalThis.setTimeout;
    const torn = vi.spyOn(globalThis, "setTimeout").mockImplementation((() => 0) as unknown as typeof setTimeout);
    void cache.read(
      "key",
      LIFE,
      () => new Promise(() => {}),
      async () => null,
      () => {},
    );
    edge.mode = "hang";
    await Promise.resolve();
    torn.mockRestore();
    expect(globalThis.setTimeout).toBe(realSetTimeout);
    const store = new Store();
    const follower = after(
      cache.read(
        "key",
        LIFE,
        store.load,
        async () => snapshot.body,
        () => {},
      ),
    );
    expect((await follower).ms).toBeLessThan(5000);
    edge.mode = "ok";
    await vi.advanceTimersByTimeAsync(FAILURE_MS);
    const next = await after(
      cache.read(
        "key",
        LIFE,
        store.load,
        async () => snapshot.body,
        () => {},
      ),
    );
    expect(next.value.outcome).toBe("miss");
  });

  test("the leader hands its work to waitUntil, whole, before it waits for anything", async () => {
    const { read, kept, redis } = setUp();
    void read();
    expect(kept.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await after(Promise.all(kept));
    expect(redis.stored.size).toBe(1);
  });
});

describe("memory", () => {
  test("never passes its bound, and the least recently read go first", async () => {
    const { cache, kept } = setUp({ maxBytes: 20_000 });
    const load = async () => made(1, START, "x".repeat(1000));
    const read = (key: string) =>
      after(
        cache.read(
          key,
          LIFE,
          load,
          async () => null,
          (work) => kept.push(work),
        ),
      );
    for (let n = 0; n < 50; n++) {
      await read(`key-${n}`);
      await read("key-0");
      expect(cache.bytes).toBeLessThanOrEqual(20_000);
    }
    expect((await read("key-0")).value.tier).toBe("isolate");
    expect((await read("key-1")).value.tier).not.toBe("isolate");
  });

  test("does not keep what is larger than all of it, and answers none the less", async () => {
    const { cache } = setUp({ maxBytes: 2000 });
    const load = async () => made(1, START, "x".repeat(5000));
    const { value } = await after(
      cache.read(
        "key",
        LIFE,
        load,
        async () => null,
        () => {},
      ),
    );
    expect(value.body?.body.length).toBeGreaterThan(5000);
    expect(cache.bytes).toBe(0);
  });

  test("is bounded against names that do not exist", async () => {
    const { cache } = setUp({ maxBytes: 20_000 });
    for (let n = 0; n < 200; n++) {
      await after(
        cache.read(
          `nobody-${n}`,
          LIFE,
          async () => null,
          async () => null,
          () => {},
        ),
      );
    }
    expect(cache.bytes).toBeLessThanOrEqual(20_000);
  });
});

describe("whatever happens behind it", () => {
  const mode = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Mode>("ok") },
    fc.constantFrom<Mode>("error", "hang"),
    fc.integer({ min: 1, max: 3000 }).map((slowMs): Mode => ({ slowMs })),
  );
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("read" as const),
        key: fc.constantFrom("a", "b"),
        isolate: fc.constantFrom(0, 1),
        times: fc.constantFrom(1, 3),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("wait" as const),
        ms: fc.oneof(
          fc.integer({ min: 0, max: 400 }),
          fc.integer({ min: 0, max: 9000 }),
          fc.constantFrom(36_000, 90_000_000),
        ),
      }),
    },
    fc.record({
      do: fc.constant("fault" as const),
      what: fc.constantFrom("edge" as const, "redis" as const, "store" as const),
      mode,
    }),
    fc.record({ do: fc.constant("publish" as const), told: fc.boolean() }),
    fc.record({ do: fc.constant("vanish" as const), absent: fc.boolean() }),
  );

  test("every read is answered in bounded time, honestly labelled, never too old, with one load at a time", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        vi.setSystemTime(START);
        const { edge, redis, store, known, cache, isolate, snapshot } = setUp({ maxBytes: 50_000 });
        const isolates = [cache, isolate()];
        const stores = [store, new Store()].map(() => new Map<string, Store>());
        const storeOf = (at: number, key: string) => {
          const found = stores[at]?.get(key) ?? new Store();
          found.mode = store.mode;
          found.version = store.version;
          found.absent = store.absent;
          stores[at]?.set(key, found);
          return found;
        };
        let open = 0;
        const failures: unknown[] = [];
        const check = ({ body, tier, outcome }: CacheAnswer, startedAt: number) => {
          const took = Date.now() - startedAt;
          expect(took).toBeLessThanOrEqual(250 + 250 + LOAD_MS + LOAD_MS + 10);
          if (body === null || outcome === "fallback") return;
          const age = Date.now() - body.storedAt;
          const [version, readAt] = body.body.split("@").map(Number);
          // Labels tell the truth about the content.
          expect(version).toBe(body.version);
          expect(readAt).toBeGreaterThanOrEqual(body.storedAt);
          expect(age).toBeLessThan(LIFE.staleOnError * 1000 + LOAD_MS);
          if (outcome === "hit") expect(age).toBeLessThan(LIFE.fresh * 1000 + 500);
          if (outcome === "stale") expect(age).toBeLessThan(LIFE.stale * 1000 + 500);
          if (outcome === "miss") expect(tier === "load" && age <= LOAD_MS).toBe(true);
          // Known to be out of date: only when there was nothing better in time.
          if (outcome === "hit" && body.version < known.version)
            expect(body.storedAt).toBeGreaterThan(known.learnedAt - LOAD_MS);
        };
        for (const one of steps) {
          if (one.do === "wait") await vi.advanceTimersByTimeAsync(one.ms);
          if (one.do === "fault") ({ edge, redis, store })[one.what].mode = one.mode;
          if (one.do === "vanish") store.absent = one.absent;
          if (one.do === "publish") {
            store.version++;
            if (one.told) Object.assign(known, { version: store.version, learnedAt: Date.now() });
          }
          if (one.do !== "read") continue;
          const target = isolates[one.isolate] ?? cache;
          const behind = storeOf(one.isolate, one.key);
          for (let n = 0; n < one.times; n++) {
            const startedAt = Date.now();
            open++;
            target
              .read(
                one.key,
                LIFE,
                behind.load,
                async () => snapshot.body,
                () => {},
              )
              .then((answer) => {
                open--;
                check(answer, startedAt);
              })
              .catch((error: unknown) => {
                failures.push(error);
              });
          }
          await vi.advanceTimersByTimeAsync(0);
          expect(target.bytes).toBeLessThanOrEqual(50_000);
        }
        await vi.advanceTimersByTimeAsync(6000);
        expect(failures).toEqual([]);
        expect(open).toBe(0);
        for (const perKey of stores) for (const { most } of perKey.values()) expect(most).toBeLessThanOrEqual(1);
      }),
      { numRuns: 400, seed: 20261121 },
    );
  });
});
