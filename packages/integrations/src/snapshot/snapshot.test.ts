import type { CatalogueEventDetail, CatalogueVenue } from "@liveotter/core/catalogue/catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import type { Currency } from "@liveotter/core/money";
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { decodeManifest, keysOf, MANIFEST_KEY, PREVIOUS_MANIFEST_KEY, readSnapshotVersion } from "./manifest.ts";
import { MAX_PART_BYTES, packParts, unpackParts } from "./part.ts";
import { CHECK_MS, SnapshotReader, SnapshotUnavailableError } from "./snapshot-reader.ts";
import type { SnapshotStore } from "./store.ts";
import { RETIRE_MS, writeSnapshot } from "./write-snapshot.ts";

/** A namespace with KV's limits, and faults. */
class FakeKv implements SnapshotStore {
  readonly values = new Map<string, string | ArrayBuffer>();
  readonly gets: string[] = [];
  readonly puts: string[] = [];
  mode: "ok" | "error" | "hang" = "ok";
  /** Puts that still succeed. */
  putsLeft = Number.POSITIVE_INFINITY;

  async get(key: string, type: "text"): Promise<string | null>;
  async get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  async get(key: string): Promise<string | ArrayBuffer | null> {
    this.gets.push(key);
    if (this.mode === "hang") await new Promise(() => {});
    if (this.mode === "error") throw new Error("KV GET failed: 500");
    return this.values.get(key) ?? null;
  }

  async put(key: string, value: string | ArrayBuffer): Promise<void> {
    if (this.putsLeft-- <= 0) throw new Error("KV PUT failed: 500");
    if (value instanceof ArrayBuffer && value.byteLength > 25 * 2 ** 20) throw new Error("KV PUT failed: 413");
    if (key.length > 512) throw new Error("KV PUT failed: 414");
    this.puts.push(key);
    this.values.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.values.delete(key);
  }
}

const uuid = (n: number) => `0190a000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;

function event(n: number, change: Partial<CatalogueEventDetail> = {}): CatalogueEventDetail {
  return {
    id: uuid(n) as EventId,
    slug: `event-${n}`,
    name: `Event number ${n}`,
    summary: "A night out",
    genre: "music",
    languages: ["pl"],
    tags: ["night", "out"],
    lineUp: n % 2 === 0 ? ["Night", "The Outs, Live"] : [],
    status: "published",
    currency: "EUR" as Currency,
    priceFrom: 1000,
    priceTo: null,
    promoter: { slug: "otter", name: "Otter Hall" },
    series: null,
    cover: n % 3 === 0 ? `${uuid(n)}.webp` : null,
    onSaleAt: n % 4 === 0 ? instant(3000 + n) : null,
    presaleAt: n % 4 === 0 ? instant(2000 + n) : null,
    salesEndAt: n % 5 === 0 ? instant(9000 + n) : null,
    selling: n % 3 === 0 ? "code-only" : "open",
    publishedAt: instant(1000 + n),
    changedAt: instant(2000 + n),
    performances: [
      {
        id: uuid(1_000_000 + n) as PerformanceId,
        date: "2027-05-01",
        time: "20:00",
        endDate: null,
        zone: "Europe/Warsaw",
        startsAt: instant(5_000_000),
        endsAt: instant(6_000_000),
        online: false,
        status: "scheduled",
        place: { venue: { slug: "hall", name: "Hall" }, city: "Kraków", country: "PL", lat: 50.06, lon: 19.94 },
      },
    ],
    description: `All about ${n}`,
    access: n % 2 === 0 ? "Step-free.\nA hearing loop." : "",
    url: null,
    ticketTypes: [{ name: "Standing", price: 1000 }],
    orderFee: n % 3 === 0 ? 150 : 0,
    ...change,
  };
}

const venue: CatalogueVenue = {
  slug: "hall",
  name: "Hall",
  street: null,
  city: "Kraków",
  country: "PL",
  zone: "Europe/Warsaw",
  lat: 50.06,
  lon: 19.94,
};

let kv: FakeKv;
let now: number;
beforeEach(() => {
  kv = new FakeKv();
  now = 1_800_000_000_000;
});

const write = (
  version: number,
  events: readonly CatalogueEventDetail[],
  more: { full?: boolean; signal?: AbortSignal } = {},
) => writeSnapshot(kv, { version: { version, at: instant(version * 1000) }, events, venues: [venue] }, now, more);

const reader = () => new SnapshotReader(kv, () => now);

const slugs = async (from: SnapshotReader) => (await from.catalogue()).events.map(({ slug }) => slug).sort();

const partOf = (which: "lists" | "details" | "index" | "venues", version = MANIFEST_KEY): string => {
  const manifest = decodeManifest(String(kv.values.get(version)));
  const [part] = manifest?.[which].flat() ?? [];
  if (part === undefined) throw new Error("no such part");
  return part.key;
};

function damage(key: string): void {
  const bytes = kv.values.get(key);
  if (!(bytes instanceof ArrayBuffer)) throw new Error("not a part");
  const copy = new Uint8Array(bytes.slice(0));
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 0x40;
  kv.values.set(key, copy.buffer);
}

describe("what was written is read", () => {
  test("whole, with descriptions, venues and a working search", async () => {
    const events = Array.from({ length: 300 }, (_, n) => event(n));
    await write(7, events);
    const from = reader();
    const snapshot = await from.catalogue();
    expect(snapshot.version).toEqual({ version: 7, at: 7000 });
    const byId = new Map(snapshot.events.map((one) => [one.id, one]));
    for (const { description: _d, access: _a, url: _u, ticketTypes: _t, orderFee: _f, ...listed } of events) {
      expect(byId.get(listed.id)).toEqual(listed);
    }
    expect(await from.event("event-42")).toEqual({ event: event(42), version: snapshot.version });
    expect((await from.event("nobody")).event).toBeNull();
    expect((await from.venue("hall")).venue).toEqual(venue);
    expect((await from.venue("nowhere")).venue).toBeNull();
    const { index, events: searched } = await from.searchable();
    const found = index.find("numbr 42").map(({ position }) => searched[position]?.slug);
    expect(found).toContain("event-42");
    expect(await readSnapshotVersion(kv)).toEqual({ version: 7, at: 7000 });
  });

  test("whatever people name things", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("", "\0", "\u202e", "</script>", "__proto__"),
    );
    const wellFormed = text.map((value) => value.toWellFormed());
    const anyEvent = fc.record({
      name: wellFormed,
      summary: wellFormed,
      genre: wellFormed,
      tags: fc.array(wellFormed, { maxLength: 3 }),
      lineUp: fc.array(wellFormed, { maxLength: 3 }),
      access: wellFormed,
      languages: fc.array(wellFormed, { maxLength: 2 }),
      description: wellFormed,
      url: fc.option(wellFormed),
      priceFrom: fc.option(fc.nat()),
      series: fc.option(fc.record({ slug: wellFormed, name: wellFormed })),
      promoter: fc.record({ slug: wellFormed, name: wellFormed }),
      status: fc.constantFrom("published" as const, "postponed" as const, "cancelled" as const),
    });
    const anyPlace = fc.option(
      fc.record({
        venue: fc.option(fc.record({ slug: wellFormed, name: wellFormed })),
        city: wellFormed,
        country: wellFormed,
        lat: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
        lon: fc.option(fc.constantFrom(1.5, -179.99)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyEvent, anyPlace, fc.boolean()), { maxLength: 12 }), async (made) => {
        kv = new FakeKv();
        const events = made.map(([change, place, online], n) => {
          const [first] = event(n).performances;
          return event(n, {
            ...change,
            performances: first
              ? [
                  { ...first, place, online },
                  { ...first, time: null, endDate: "2027-05-03" },
                ]
              : [],
          });
        });
        await write(1, events);
        const from = reader();
        for (const one of events) expect((await from.event(one.slug)).event).toEqual(one);
        const { events: listed } = await from.searchable();
        expect(listed.length).toBe(events.length);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  test("also when there is nothing on", async () => {
    await write(1, []);
    expect((await reader().catalogue()).events).toEqual([]);
    expect((await reader().event("x")).event).toBeNull();
    expect((await reader().searchable()).index.find("anything")).toEqual([]);
  });

  test("in parts, when one text is too large for one", async () => {
    const noise = Array.from(crypto.getRandomValues(new Uint8Array(65_536)), (byte) => byte.toString(36)).join("");
    const text = Array.from({ length: 120 }, (_, n) => noise.slice(n * 7) + noise.slice(0, n * 11)).join("");
    const parts = await packParts(text);
    for (const { bytes } of parts) expect(bytes.byteLength).toBeLessThanOrEqual(MAX_PART_BYTES);
    const byKey = new Map(parts.map(({ ref, bytes }) => [ref.key, bytes]));
    expect(
      await unpackParts(
        parts.map(({ ref }) => ref),
        async (key) => byKey.get(key) ?? null,
      ),
    ).toBe(text);
  });
});

describe("the version before serves", () => {
  const old = [event(1), event(2)];
  const fresh = [event(1), event(2), event(3)];

  async function two() {
    await write(1, old);
    await write(2, fresh);
  }

  test.each(["lists", "index"] as const)("when one of the newest's %s is damaged", async (which) => {
    await two();
    damage(partOf(which));
    const { version, events } = await reader().searchable();
    expect(version.version).toBe(1);
    expect(events.length).toBe(2);
  });

  test.each(["lists", "index"] as const)("when one of the newest's %s is missing", async (which) => {
    await two();
    kv.values.delete(partOf(which));
    expect((await reader().searchable()).version.version).toBe(1);
  });

  test("to an event's page, when its text is damaged or missing", async () => {
    await two();
    damage(partOf("details"));
    expect(await reader().event("event-2")).toMatchObject({ event: { slug: "event-2" }, version: { version: 1 } });
    kv.values.delete(partOf("details"));
    expect((await reader().event("event-2")).version.version).toBe(1);
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '{"format":2}',
    '{"format":1}',
    '{"format":1,"version":{"version":9,"at":1},"lists":[[null]]}',
  ])("when the newest manifest reads %j", async (text) => {
    await two();
    kv.values.set(MANIFEST_KEY, text);
    expect((await reader().catalogue()).version.version).toBe(1);
  });

  test("when a part of the newest holds something else that is whole in itself", async () => {
    await two();
    const other = kv.values.get(partOf("lists", PREVIOUS_MANIFEST_KEY));
    if (other !== undefined) kv.values.set(partOf("lists"), other);
    const { version, events } = await reader().catalogue();
    expect([version.version, events.length]).toEqual([1, 2]);
  });

  test("also after the newest has been written a second time", async () => {
    await two();
    await write(2, [event(4)]);
    damage(partOf("lists"));
    expect((await reader().catalogue()).version.version).toBe(1);
  });

  test("when the newest was cut off at any point while being written", async () => {
    await write(1, old);
    const before = new Map(kv.values);
    await write(2, fresh);
    const putsOfSecond = kv.puts.length;
    for (let puts = 0; puts <= putsOfSecond; puts++) {
      kv = new FakeKv();
      for (const [key, value] of before) kv.values.set(key, value);
      kv.putsLeft = puts;
      const cut = await write(2, fresh).then(
        () => false,
        () => true,
      );
      const { version, events } = await reader().searchable();
      expect([version.version, events.length]).toEqual(cut ? [1, 2] : [2, 3]);
      if (!cut) break;
      kv.putsLeft = Number.POSITIVE_INFINITY;
      await write(2, fresh);
      expect((await reader().searchable()).version.version).toBe(2);
    }
  });

  test("and with neither readable it is an error that says so", async () => {
    await two();
    damage(partOf("lists"));
    kv.values.delete(partOf("lists", PREVIOUS_MANIFEST_KEY));
    await expect(reader().catalogue()).rejects.toThrow(SnapshotUnavailableError);
    await expect(new SnapshotReader(new FakeKv()).event("x")).rejects.toThrow(SnapshotUnavailableError);
  });
});

describe("an isolate that has the snapshot", () => {
  test("does not ask again until it is time, and sees a newer one then", async () => {
    await write(1, [event(1)]);
    const from = reader();
    await from.catalogue();
    const first = await from.catalogue();
    await write(2, [event(1), event(2)]);
    kv.gets.length = 0;
    expect(await from.catalogue()).toBe(first);
    expect(kv.gets).toEqual([]);
    now += CHECK_MS;
    expect(await slugs(from)).toEqual(["event-1", "event-2"]);
  });

  test("reads only the texts that changed, and keeps the events of the others as they are", async () => {
    const events = Array.from({ length: 3000 }, (_, n) => event(n));
    await write(1, events);
    const from = reader();
    const before = new Map((await from.catalogue()).events.map((one) => [one.id, one]));
    const written = await write(
      2,
      events.map((one, n) => (n === 5 ? { ...one, name: "Changed" } : one)),
    );
    expect(written.writtenBytes).toBeLessThan(written.bytes);
    now += CHECK_MS;
    kv.gets.length = 0;
    const after = (await from.catalogue()).events;
    expect(kv.gets.filter((key) => key.startsWith("catalogue:part:")).length).toBe(1);
    expect(after.find(({ id }) => id === uuid(5))?.name).toBe("Changed");
    expect(after.filter((one) => before.get(one.id) === one).length).toBeGreaterThan(1500);
  });

  test("goes on with it when KV fails, hangs, or shows an older state", async () => {
    await write(1, [event(1)]);
    const old = new Map(kv.values);
    await write(2, [event(1), event(2)]);
    const from = reader();
    await from.searchable();
    for (const mode of ["error", "hang"] as const) {
      kv.mode = mode;
      now += CHECK_MS;
      const startedAt = performance.now();
      expect((await from.catalogue()).version.version).toBe(2);
      expect((await from.searchable()).version.version).toBe(2);
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    }
    kv.mode = "ok";
    kv.values.clear();
    for (const [key, value] of old) kv.values.set(key, value);
    now += CHECK_MS;
    expect((await from.catalogue()).version.version).toBe(2);
  });

  test("makes only one reader wait for a KV that hangs", async () => {
    await write(1, [event(1)]);
    const from = reader();
    await from.catalogue();
    kv.mode = "hang";
    now += CHECK_MS;
    const order: string[] = [];
    const first = from.catalogue().then(() => order.push("the one that asked"));
    await from.catalogue().then(() => order.push("another"));
    await first;
    expect(order).toEqual(["another", "the one that asked"]);
  });

  test("stays with it while the newer one cannot be read, and takes it once it can", async () => {
    await write(1, [event(1)]);
    const from = reader();
    await from.searchable();
    await write(2, [event(1), event(2)]);
    const [key, part] = [partOf("lists"), kv.values.get(partOf("lists"))];
    kv.values.delete(key);
    now += CHECK_MS;
    expect((await from.catalogue()).version.version).toBe(1);
    if (part !== undefined) kv.values.set(key, part);
    expect((await from.catalogue()).version.version).toBe(2);
    expect((await from.searchable()).version.version).toBe(2);
  });

  test("loads it once for a thousand readers", async () => {
    await write(1, [event(1)]);
    kv.gets.length = 0;
    const from = reader();
    await Promise.all(Array.from({ length: 1000 }, () => from.searchable()));
    expect(kv.gets.filter((key) => key === MANIFEST_KEY).length).toBe(1);
    expect(kv.gets.filter((key) => key === partOf("lists")).length).toBe(1);
    expect(kv.gets.filter((key) => key === partOf("index")).length).toBe(1);
  });

  test("reads one text for an event's page", async () => {
    await write(
      1,
      Array.from({ length: 1000 }, (_, n) => event(n)),
    );
    const from = reader();
    await from.event("event-17");
    expect(kv.gets.filter((key) => key.startsWith("catalogue:part:")).length).toBe(1);
    await from.event("event-17");
    expect(kv.gets.filter((key) => key.startsWith("catalogue:part:")).length).toBe(1);
  });
});

describe("the writer", () => {
  test("deletes what nobody can need any more, and nothing else", async () => {
    for (let version = 1; version <= 6; version++) {
      await write(version, [event(1), event(version + 1)]);
      now += RETIRE_MS / 2;
    }
    const kept = [MANIFEST_KEY, PREVIOUS_MANIFEST_KEY].flatMap((key) => {
      const manifest = decodeManifest(String(kv.values.get(key)));
      return manifest === null ? [] : [...keysOf(manifest), ...Object.keys(manifest.retired)];
    });
    const parts = [...kv.values.keys()].filter((key) => key.startsWith("catalogue:part:"));
    expect(new Set(parts).size).toBeLessThanOrEqual(new Set(kept).size);
    for (const key of parts) expect(kept).toContain(key);
    expect(parts.length).toBeLessThan(6 * 4);
  });

  test("keeps for ten minutes what a lagging manifest may still name", async () => {
    await write(1, [event(1)]);
    const lagging = String(kv.values.get(MANIFEST_KEY));
    for (let version = 2; version <= 9; version++) {
      now += 5000;
      await write(version, [event(version)]);
    }
    for (const key of keysOf(decodeManifest(lagging) ?? expect.unreachable())) expect(kv.values.has(key)).toBe(true);
  });

  test("does not delete what came back into use", async () => {
    await write(1, [event(1)]);
    await write(2, [event(2)]);
    await write(3, [event(3)]);
    now += RETIRE_MS;
    await write(4, [event(1)]);
    expect(await slugs(reader())).toEqual(["event-1"]);
    now += RETIRE_MS;
    await write(5, [event(5)]);
    expect(await slugs(reader())).toEqual(["event-5"]);
    kv.values.delete(partOf("lists"));
    expect(await slugs(reader())).toEqual(["event-1"]);
  });

  test("leaves the manifest alone when given up half-way", async () => {
    await write(1, [event(1)]);
    const manifest = kv.values.get(MANIFEST_KEY);
    const abandoned = AbortSignal.abort(new Error("late"));
    await expect(write(2, [event(2)], { signal: abandoned })).rejects.toThrow("late");
    expect(kv.values.get(MANIFEST_KEY)).toBe(manifest);
  });

  test("repairs a lost part when told to write all", async () => {
    await write(1, [event(1)]);
    kv.values.delete(partOf("lists"));
    await write(1, [event(1)]);
    await expect(reader().catalogue()).rejects.toThrow(SnapshotUnavailableError);
    await write(1, [event(1)], { full: true });
    expect(await slugs(reader())).toEqual(["event-1"]);
  });
});
