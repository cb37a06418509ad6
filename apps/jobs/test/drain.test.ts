import { asOutboxId } from "@liveotter/core/ids";
import { takeLease } from "@liveotter/database/jobs/lease";
import { listParked } from "@liveotter/database/outbox/list-parked";
import { MAX_ATTEMPTS } from "@liveotter/database/outbox/outbox-row";
import { replay } from "@liveotter/database/outbox/replay";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { decodeEntry } from "@liveotter/integrations/cache/cached-body";
import { CATALOGUE_VERSION_KEY, decodeVersion } from "@liveotter/integrations/cache/catalogue-version";
import { deleteEvents } from "@liveotter/integrations/search/index-catalogue";
import { MANIFEST_KEY } from "@liveotter/integrations/snapshot/manifest";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { drainAll, runMinute } from "../src/work.ts";
import { found, kept, kv, newJobs, redis, target } from "./jobs.ts";
import {
  faults,
  hurry,
  jobs,
  newPromoter,
  nextTurn,
  now,
  owner,
  published,
  renamed,
  rowsOf,
  withdrawn,
} from "./outbox.ts";

afterEach(() => faults.clear());
/** Whoever held them was another test. */
beforeEach(() => nextTurn());

const CONSUMERS = ["search", "snapshot", "cache"] as const;
const done = (rows: readonly { done: boolean }[]) => rows.length > 0 && rows.every((row) => row.done);
const unique = (word: string) => `${word} ${crypto.randomUUID().slice(0, 8)}`;

describe("a drain", () => {
  test("brings a published event into search, snapshot and Redis", async () => {
    const actor = await newPromoter();
    const event = await published(actor, { name: unique("Zwinne wydry") });
    const before = await readCatalogueVersion(jobs());
    await drainAll(newJobs());

    expect(done(await rowsOf(event))).toBe(true);
    expect(await found(event.name)).toContain(event.slug);
    expect((await kept(event.slug))?.name).toBe(event.name);
    const version = await readCatalogueVersion(jobs());
    expect(version.version).toBeGreaterThan(before.version);
    expect(decodeVersion(await redis().get<string>(CATALOGUE_VERSION_KEY))?.version).toBe(version.version);
    const entry = decodeEntry((await redis().get<string>(`body:event ${event.slug}`)) ?? "");
    expect(JSON.parse(entry?.body ?? "{}")).toMatchObject({ event: { name: event.name }, source: "database" });
    expect(entry?.version).toBeGreaterThan(before.version);
  });

  test("takes what was withdrawn out of all three", async () => {
    const actor = await newPromoter();
    const event = await published(actor, { name: unique("Vanishing") });
    await drainAll(newJobs());
    await withdrawn(actor, event);
    await nextTurn();
    await drainAll(newJobs());
    expect(await found(event.name)).not.toContain(event.slug);
    expect(await kept(event.slug)).toBeNull();
    expect(await redis().get(`body:event ${event.slug}`)).toBeNull();
  });

  test("ends with the newest of many changes, each told in its order, the snapshot made once for all", async () => {
    const actor = await newPromoter();
    let event = await published(actor);
    for (let n = 1; n <= 5; n++) event = await renamed(actor, event, `Renamed ${n}`);
    await drainAll(newJobs());
    expect(done(await rowsOf(event))).toBe(true);
    expect((await kept(event.slug))?.name).toBe("Renamed 5");
    const doneAt = await owner().query<{ consumer: string; times: number; inOrder: boolean }>(
      sql`SELECT consumer, count(DISTINCT done_at)::int AS times,
        array_agg(id ORDER BY id) = array_agg(id ORDER BY done_at, id) AS "inOrder"
      FROM outbox WHERE aggregate_id = ${event.id}::uuid GROUP BY consumer ORDER BY consumer`,
    );
    expect(doneAt).toEqual([
      { consumer: "cache", times: 6, inOrder: true },
      { consumer: "search", times: 6, inOrder: true },
      { consumer: "snapshot", times: 1, inOrder: true },
    ]);
  });

  test("counts the version up once for a change, whichever consumer comes first", async () => {
    const actor = await newPromoter();
    await drainAll(newJobs());
    for (let n = 0; n < 10; n++) {
      const before = await readCatalogueVersion(jobs());
      const event = await published(actor);
      await nextTurn();
      await drainAll(newJobs());
      expect((await readCatalogueVersion(jobs())).version).toBe(before.version + 1);
      // None was passed over because another one looked at it just then.
      expect(done(await rowsOf(event))).toBe(true);
    }
  });

  test("without changes leaves the version alone, so that answers keep their ETags", async () => {
    await drainAll(newJobs());
    await nextTurn();
    const before = await readCatalogueVersion(jobs());
    await drainAll(newJobs());
    await runMinute(newJobs(), now());
    expect(await readCatalogueVersion(jobs())).toEqual(before);
  });

  test("beside others does everything once", async () => {
    const actor = await newPromoter();
    const events = await Promise.all(Array.from({ length: 8 }, () => published(actor)));
    await Promise.all([drainAll(newJobs()), drainAll(newJobs()), drainAll(newJobs())]);
    for (const event of events) {
      const rows = await rowsOf(event);
      expect(rows.map(({ attempts, done: told }) => [attempts, told])).toEqual(Array(3).fill([1, true]));
    }
  });

  test("waits for whoever drains already, since they may have looked too early", async () => {
    const actor = await newPromoter();
    expect(await takeLease(jobs(), "outbox.cache", 2)).not.toBeNull();
    const event = await published(actor);
    await drainAll(newJobs());
    expect(done(await rowsOf(event, "cache"))).toBe(true);
  });

  test("of all who were woken meanwhile one waits, the last: it looks when all their changes are there", async () => {
    const actor = await newPromoter();
    const deps = newJobs();
    expect(await takeLease(jobs(), "outbox.cache", 60)).not.toBeNull();
    let ended = 0;
    const events: Awaited<ReturnType<typeof published>>[] = [];
    const drains: Promise<void>[] = [];
    for (let n = 0; n < 5; n++) {
      events.push(await published(actor));
      drains.push(drainAll(deps).then(() => void ended++));
    }
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(4);
    await nextTurn();
    await Promise.all(drains);
    for (const event of events) expect(done(await rowsOf(event, "cache"))).toBe(true);
  });
});

describe("with one consumer down", () => {
  const DOWN = [
    ["meilisearch", "search", "refuse"],
    ["meilisearch", "search", "hang"],
    ["meilisearch", "search", "error"],
    ["redis", "cache", "refuse"],
    ["redis", "cache", "hang"],
    ["redis", "cache", "error"],
  ] as const;

  test.each(DOWN)(
    "%s (%s) in mode %s, the others are told at once, and it hears afterwards",
    async (dependency, consumer, mode) => {
      const actor = await newPromoter();
      const event = await published(actor, { name: unique("Patient") });
      await faults.put(dependency, { mode });
      const drained = drainAll(newJobs());
      const others = CONSUMERS.filter((name) => name !== consumer);
      await expect
        .poll(async () => done((await rowsOf(event)).filter((row) => row.consumer !== consumer)), { timeout: 2500 })
        .toBe(true);
      await drained;
      expect(others).toHaveLength(2);
      const [waiting] = await rowsOf(event, consumer);
      // An outage is not the row's fault: it will not be parked for it.
      expect(waiting).toMatchObject({ done: false, parked: false, attempts: 0 });
      expect(waiting?.error).not.toBeNull();

      await faults.clear();
      await hurry(event);
      await drainAll(newJobs());
      expect(done(await rowsOf(event))).toBe(true);
      expect(await found(event.name)).toContain(event.slug);
    },
  );

  test("KV refusing holds up nobody, and the snapshot comes afterwards", async () => {
    const refusing = { ...KV_METHODS, put: () => Promise.reject(new Error("KV is down")) };
    const actor = await newPromoter();
    const event = await published(actor);
    await drainAll(newJobs({ CATALOGUE: refusing as unknown as KVNamespace }));
    expect((await rowsOf(event)).map(({ done: told, consumer }) => [consumer, told]).sort()).toEqual([
      ["cache", true],
      ["search", true],
      ["snapshot", false],
    ]);
    await hurry(event);
    await drainAll(newJobs());
    expect((await kept(event.slug))?.name).toBe(event.name);
  });

  test("a full disk of the search engine parks nothing, however long it lasts", async () => {
    const actor = await newPromoter();
    const event = await published(actor);
    const body = JSON.stringify({
      message: "No space left on device (os error 28)",
      code: "internal",
      type: "internal",
      link: "",
    });
    await faults.put("meilisearch", { mode: "error", status: 422, body });
    for (let n = 0; n < MAX_ATTEMPTS + 2; n++) {
      await hurry(event);
      await drainAll(newJobs());
    }
    expect(await rowsOf(event, "search")).toMatchObject([{ done: false, parked: false }]);
    await faults.clear();
    await hurry(event);
    await drainAll(newJobs());
    expect(done(await rowsOf(event))).toBe(true);
  });

  test.each(["refuse", "hang"] as const)(
    "Postgres in mode %s ends the drain without an error",
    async (mode) => {
      await faults.put("postgres", { mode, role: "liveotter_jobs" });
      await drainAll(newJobs());
    },
    30_000,
  );

  test("nothing is configured: the minute passes all the same", async () => {
    await runMinute(newJobs({}, Object.keys(FOR_NOTHING)), now());
  });
});

describe("a row that is itself at fault", () => {
  test("is tried again, parked at last, and told after a replay; its neighbours get through", async () => {
    const actor = await newPromoter();
    const [bad, good] = [await published(actor), await published(actor)];
    const deps = newJobs();
    const poisoned = {
      ...deps,
      consumers: deps.consumers.map((consumer) => ({
        ...consumer,
        tell: async (...[rows, version, signal]: Parameters<typeof consumer.tell>) => {
          if (consumer.name === "search" && rows.some(({ aggregateId }) => aggregateId === bad.id)) {
            throw new Error("no engine takes this");
          }
          await consumer.tell(rows, version, signal);
        },
      })),
    };
    for (let n = 0; n < MAX_ATTEMPTS; n++) {
      await hurry(bad);
      await drainAll(poisoned);
    }
    expect(done(await rowsOf(good))).toBe(true);
    const [row] = await rowsOf(bad, "search");
    expect(row).toMatchObject({ parked: true, done: false, error: "Error: no engine takes this" });
    const parked = await listParked(jobs(), { limit: 1000 });
    expect(parked.find(({ id }) => id === row?.id)).toMatchObject({ aggregateId: bad.id, consumer: "search" });

    const id = asOutboxId(row?.id ?? "");
    expect(await replay(jobs(), id === null ? [] : [id])).toBe(1);
    await drainAll(deps);
    expect(done(await rowsOf(bad))).toBe(true);
  });
});

describe("each minute", () => {
  test("an index that lost everything is built anew, settings and all", async () => {
    const actor = await newPromoter();
    const event = await published(actor, { name: unique("Lasting") });
    await drainAll(newJobs());
    await wipeIndex();
    await nextTurn();
    await runMinute(newJobs(), now());
    expect(await found(event.name)).toContain(event.slug);
  });

  test("an index that lost everything does not come back with the next change alone", async () => {
    const actor = await newPromoter();
    const event = await published(actor, { name: unique("Earlier") });
    await drainAll(newJobs());
    await wipeIndex();
    await nextTurn();
    const next = await published(actor, { name: unique("Later") });
    await drainAll(newJobs());
    expect(await found(event.name)).toContain(event.slug);
    expect(await found(next.name)).toContain(next.slug);
  });

  test("a snapshot that is gone is written anew, and Redis hears the version again", async () => {
    const actor = await newPromoter();
    const event = await published(actor);
    await drainAll(newJobs());
    await kv.delete(MANIFEST_KEY);
    await redis().del(CATALOGUE_VERSION_KEY);
    await nextTurn();
    await runMinute(newJobs(), now());
    expect((await kept(event.slug))?.name).toBe(event.name);
    const { version } = await readCatalogueVersion(jobs());
    expect(decodeVersion(await redis().get<string>(CATALOGUE_VERSION_KEY))?.version).toBe(version);
  });
});

async function wipeIndex(): Promise<void> {
  const response = await fetch(`${target.url}/indexes/events`, {
    method: "DELETE",
    headers: { Authorization: `Bearer ${target.key}` },
  });
  if (!response.ok) throw new Error(`not wiped: ${response.status}`);
  await deleteEvents({ ...target, index: "events" }, [], AbortSignal.timeout(1000));
}

const KV_METHODS = {
  get: (key: string, type: "text") => kv.get(key, type),
  put: (key: string, value: string) => kv.put(key, value),
  delete: (key: string) => kv.delete(key),
};
const FOR_NOTHING = { DATABASE_URL_JOBS: 0, UPSTASH_REDIS_REST_URL: 0, MEILI_URL: 0 };
