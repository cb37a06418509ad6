import type { Fault } from "@liveotter/devstack/faults";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import pg from "pg";
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { PromoterClient } from "../promoter.ts";
import { failuresOf, faultOf, recovered } from "../resiliency.ts";

/*
 * Saving waits for Postgres alone. Everything else may fail in any way meanwhile: the answer is the same and comes as
 * soon, what follows from it comes later. Without Postgres the answer is "come back", and coming back makes nothing twice.
 */

const urls = inject("urls");
const faults = switchboard(urls.switchboard);
let promoter: PromoterClient;

beforeEach(async () => {
  // A session of its own each time: writes of one are limited.
  promoter = new PromoterClient(urls.promoters);
  const [login] = inject("logins");
  if (login === undefined) throw new Error("the demo has no login");
  await promoter.signIn(login);
});

afterEach(() => faults.clear());
// The fans' side distrusts what failed for some seconds: the next file finds it as it was.
afterAll(() => recovered(urls));

/** `pnpm soak` tries every way to fail, and each more often: here are those that a save would feel most. */
const WHOLE = process.env.SAVES === "whole";
/** As often with the fault as without, in turns, so that both meet the same neighbours. */
const ROUNDS = WHOLE ? 4 : 1;
/** Every fault's own time is longer: a save within it has waited for none, however busy the machine is. */
const USUAL_MS = 2000;
/** How much longer the median may be; the rest is the machine's. */
const FACTOR = 3;
const GRACE_MS = 100;

/** One that holds a save up, if the save waits for it, and one that breaks it, if the save asks it at all. */
const WORST: readonly string[] = ["hang", "refuse"];

describe.each(["meilisearch", "redis", "kv", "mail", "r2", "jobs"] as const)("with %s failing", (dependency) => {
  it.each(failuresOf(dependency).filter(({ name }) => WHOLE || WORST.includes(name)))(
    "by $name, every save works within its usual time",
    { timeout: 180_000 },
    async (failure) => {
      const { dependency: at, fault } = faultOf(dependency, failure);
      const [calm, faulted]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        await faults.put(at, fault);
        faulted.push(...(await saveEverything()));
        await faults.clear();
        calm.push(...(await saveEverything()));
      }
      const [usual, then] = [median(calm), median(faulted)];
      console.log(
        `${dependency} ${failure.name}: median ${then.toFixed(1)} ms, ${usual.toFixed(1)} ms without; ` +
          `ratio ${(then / usual).toFixed(2)}, longest ${Math.max(...faulted).toFixed(0)} ms of ${faulted.length}`,
      );
      expect(then).toBeLessThan(FACTOR * usual + GRACE_MS);
      expect(Math.max(...faulted)).toBeLessThan(Math.max(USUAL_MS, FACTOR * Math.max(...calm)));
    },
  );
});

/** The role's deadline for one call, the wait for room before it, and a tick of the machine. */
const GIVES_UP_MS = 6000;

describe("without Postgres", () => {
  const OUTAGES: readonly { name: string; fault: Fault; worst?: true }[] = [
    { name: "refusing everybody", fault: { mode: "refuse" }, worst: true },
    { name: "hanging for everybody", fault: { mode: "hang" } },
    { name: "failing for everybody", fault: { mode: "error" } },
    { name: "refusing saves", fault: { mode: "refuse", role: "liveotter_promoter" } },
    { name: "hanging on saves", fault: { mode: "hang", role: "liveotter_promoter" } },
    { name: "failing saves", fault: { mode: "error", role: "liveotter_promoter" } },
    {
      name: "saving, and losing the answer",
      fault: { mode: "drop-response", role: "liveotter_promoter" },
      worst: true,
    },
    {
      name: "saving after we gave up",
      fault: { mode: "slow", latencyMs: 5500, role: "liveotter_promoter" },
      worst: true,
    },
  ];

  it.each(OUTAGES.filter(({ worst }) => WHOLE || worst))(
    "$name: come back, in time, and the same keys then make one of each",
    async ({ fault }) => {
      const name = `Kept ${crypto.randomUUID().slice(0, 8)}`;
      const keys = { event: crypto.randomUUID(), series: crypto.randomUUID(), copy: crypto.randomUUID() };
      const original = await promoter.draft("To be copied", "Gdynia", 30);
      const create = () => [
        save("POST", "/v1/events", draftOf(name), { "idempotency-key": keys.event }),
        save("POST", "/v1/series", { name }, { "idempotency-key": keys.series }),
        save("POST", `/v1/events/${original.id}/duplicate`, { shiftDays: 7, name }, { "idempotency-key": keys.copy }),
      ];
      await faults.put("postgres", fault);
      for (const { status, retryAfter, milliseconds } of await Promise.all(create())) {
        expect(status).toBe(503);
        expect(Number(retryAfter)).toBeGreaterThan(0);
        expect(milliseconds).toBeLessThan(GIVES_UP_MS);
      }
      await faults.clear();
      // What is still on its way meets those who ask again.
      for (let again = 0; again < 2; again++) {
        const answers = await Promise.all(create());
        expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      expect(await countOf(`/v1/events?limit=100&q=${encodeURIComponent(name)}`, name)).toBe(2);
      expect(await countOf("/v1/series?limit=100", name)).toBe(1);
    },
  );

  it("losing the answer to a change, the change is there once, and its sender hears that it moved on", async () => {
    const { id } = await promoter.draft("Before", "Gdynia", 30);
    await faults.put("postgres", { mode: "drop-response", role: "liveotter_promoter" });
    // A change is read for first; that answer is lost as well.
    expect((await save("PATCH", `/v1/events/${id}`, { name: "After" }, { "if-match": '"1"' })).status).toBe(503);
    await faults.clear();
    const again = await save("PATCH", `/v1/events/${id}`, { name: "After" }, { "if-match": '"1"' });
    expect([200, 412]).toContain(again.status);
    const now = await (await promoter.call("GET", `/v1/events/${id}`)).json();
    expect(now).toMatchObject({ name: "After", version: 2 });
  });
});

it("after every fault the news of all saves arrives, and none is left behind", { timeout: 180_000 }, async () => {
  await aMinuteLater();
  const left = async () => {
    const response = await promoter.call("GET", "/v1/deliveries?limit=5");
    // The promoters' contract.
    return (await response.json()) as { items: { id: string; state: string; lastError: string | null }[] };
  };
  const until = Date.now() + 150_000;
  for (let { items } = await left(); items.length > 0; { items } = await left()) {
    // What was given up on in the meantime goes on as soon as somebody says so.
    for (const { id, state } of items) {
      if (state === "parked") expect((await promoter.call("POST", `/v1/deliveries/${id}/replay`)).status).toBe(202);
    }
    expect(Date.now(), JSON.stringify(items)).toBeLessThan(until);
    await promoter.publish((await promoter.draft("Wakes the jobs", "Gdynia", 30)).id);
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
});

/** Whoever died holding work has lost it by then, and what was put off is due. */
async function aMinuteLater(): Promise<void> {
  const client = new pg.Client({ connectionString: inject("env").DATABASE_URL });
  await client.connect();
  try {
    await client.query("UPDATE job_leases SET held_until = held_until - interval '1 minute'");
    await client.query(
      "UPDATE outbox SET locked_until = locked_until - interval '1 minute', next_attempt_at = next_attempt_at - interval '1 minute' WHERE done_at IS NULL",
    );
  } finally {
    await client.end();
  }
}

async function save(method: string, path: string, body: unknown, headers: Record<string, string>) {
  const began = performance.now();
  const response = await promoter.call(method, path, { body, headers });
  const text = await response.text();
  const milliseconds = performance.now() - began;
  return { status: response.status, retryAfter: response.headers.get("retry-after"), text, milliseconds };
}

/** One of every kind of save; how long each took, in milliseconds. */
async function saveEverything(): Promise<number[]> {
  const times: number[] = [];
  const done = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const { status, text, milliseconds } = await save(method, path, body, headers);
    expect(status, `${method} ${path}: ${text}`).toBeLessThan(300);
    times.push(milliseconds);
    return JSON.parse(text) as { id: string; version: number }; // the promoters' contract
  };
  const key = () => ({ "idempotency-key": crypto.randomUUID() });
  const { id } = await done("POST", "/v1/events", draftOf("Saved"), key());
  await done("PATCH", `/v1/events/${id}`, { summary: "While typing" }, { "if-match": '"1"' });
  await done("POST", `/v1/events/${id}/publication`);
  await done("PATCH", `/v1/events/${id}`, { summary: "In public" }, { "if-match": '"3"' });
  await done("POST", `/v1/events/${id}/duplicate`, { shiftDays: 7 }, key());
  const series = await done("POST", "/v1/series", { name: "Season" }, key());
  await done("PATCH", `/v1/events/${id}`, { seriesId: series.id }, { "if-match": '"4"' });
  await done("PATCH", `/v1/series/${series.id}`, { name: "Seasons" }, { "if-match": '"1"' });
  await done("POST", `/v1/events/${id}/postponement`);
  await done("POST", `/v1/events/${id}/cancellation`);
  return times;
}

async function countOf(path: string, name: string): Promise<number> {
  const response = await promoter.call("GET", path);
  const { items } = (await response.json()) as { items: { name: string }[] }; // the promoters' contract
  return items.filter((item) => item.name === name).length;
}

const draftOf = (name: string) => ({
  ...{ name, genre: "jazz", currency: "EUR", ticketTypes: [{ name: "Entry", price: 2300 }] },
  performances: [
    {
      date: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
      time: "20:00",
      where: { kind: "place", city: "Gdynia", country: "PL", zone: "Europe/Warsaw" },
    },
  ],
});

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
