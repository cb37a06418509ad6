import { createHash } from "node:crypto";
import { afterAll, expect, inject, it, vi } from "vitest";
import { stage } from "../../packages/database/test/stage.ts";
import { pooled } from "./pooled.ts";
import { MOODS, type Mood, type Told, World } from "./world.ts";
import type { Guard } from "./world-shard.ts";

/** The same ones each time, so that a red run has a cause in its change; `pnpm soak` draws others, and thousands. */
const { FUZZ_SEED, HISTORIES } = process.env;
const FIRST = Number(FUZZ_SEED ?? 20261121);
const COUNT = Number(HISTORIES ?? 200);
/** While Postgres works for one of them, others go on. */
const AT_ONCE = 8;

/** Histories that went wrong once. An opening that came late ended its shard's epoch. */
const FOUND: readonly { readonly seed: number; readonly mood: Mood }[] = [{ seed: 20261155, mood: "rough" }];

const urlOf = (role: string) => inject("env")[role === "OWNER" ? "DATABASE_URL" : `DATABASE_URL_${role}`] ?? "";
const roles = {
  public: pooled(urlOf("PUBLIC"), AT_ONCE),
  jobs: pooled(urlOf("JOBS"), 2),
  owner: pooled(urlOf("OWNER"), 1),
};
const ways = { public: roles.public.db, jobs: roles.jobs.db, owner: roles.owner.db };

// Within a move nothing may take time of its own, or a seed would not say all.
vi.spyOn(crypto.subtle, "digest").mockImplementation(async (_, data) => {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return new Uint8Array(createHash("sha256").update(bytes).digest()).buffer;
});

afterAll(async () => {
  await Promise.all(Object.values(roles).map((role) => role.end()));
});

/** One after another: the owner's connections are few. */
let staged: Promise<unknown> = Promise.resolve();
function newStage(quotas: Parameters<typeof stage>[0]): ReturnType<typeof stage> {
  const next = staged.then(() => stage(quotas));
  staged = next.catch(() => undefined);
  return next;
}

/** Everything that is wrong with one history. */
async function wrongsOf(told: Told, count: (happened: World["happened"]) => void): Promise<string[]> {
  const { seed } = told;
  const more = told.manyTabs ? 8 : 0;
  const capacities = [4 + (seed % 4) + more, 3 + (seed % 3) + more, 2 + (seed % 2) + more];
  const staged = await newStage([
    { capacity: capacities[0] ?? 0, types: [0, 1] },
    { capacity: capacities[1] ?? 0, types: [0, 1], performance: 0 },
    { capacity: capacities[2] ?? 0, types: [0], performance: 1 },
  ]);
  const world = await World.open(told, staged, capacities, ways);
  try {
    await world.live();
    await world.settle();
    count(world.happened);
    return await world.wrongs();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** What is wrong with any of them, and how much happened in all. Ends soon after it knows of `enough`. */
async function check(histories: readonly Told[], enough = 5) {
  const left = [...histories];
  const all = { orders: 0, ended: 0, held: 0, changes: 0, moves: 0 };
  const wrong: string[] = [];
  const work = async () => {
    for (let next = left.shift(); next !== undefined && wrong.length < enough; next = left.shift()) {
      const found = await wrongsOf(next, (happened) => {
        for (const key of ["orders", "ended", "held", "changes", "moves"] as const) all[key] += happened[key];
      });
      if (found.length > 0) wrong.push(`seed ${next.seed}, ${next.mood}: ${found.join("; ")}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { wrong, all };
}

const seeds = Array.from({ length: COUNT }, (_, at) => FIRST + at);

it("whatever happens at once and fails, quotas are counted as one after another, no order is lost or doubled, and every cent is accounted for", {
  timeout: 60_000 + COUNT * 500,
}, async () => {
  const { wrong, all } = await check([...FOUND, ...seeds.map((seed) => ({ seed, mood: MOODS[seed % 3] ?? "wild" }))]);
  console.log(`${COUNT} histories from seed ${FIRST}: ${JSON.stringify(all)}`);
  expect(wrong).toEqual([]);
  // Nothing is shown by histories in which nothing happens.
  expect(all.orders).toBeGreaterThan(COUNT);
  expect(all.ended).toBeGreaterThan(COUNT / 4);
  expect(all.changes).toBeGreaterThan(COUNT / 3);
});

const withBlocks = (blocks: "reserved" | "direct", count: number) =>
  seeds.slice(0, count).map((seed, at): Told => ({ seed, mood: at % 2 === 0 ? "rough" : "calm", blocks }));

it("blocked places never come out of a cart, through concurrency and faults", {
  timeout: 60_000 + COUNT * 250,
}, async () => {
  const { wrong, all } = await check(withBlocks("reserved", Math.ceil(COUNT / 2)));
  expect(wrong).toEqual([]);
  expect(all.orders).toBeGreaterThan(COUNT / 4);
});

it("detects a promoter who blocks without reserving", { timeout: 60_000 }, async () => {
  const { wrong } = await check(withBlocks("direct", 60));
  expect(wrong.join("\n")).toContain("was refused at checkout");
});

it("a shard that forgets what it holds is seen", { timeout: 60_000 }, async () => {
  const { wrong } = await check(seeds.slice(0, 60).map((seed) => ({ seed, mood: "rough", forgetting: true })));
  expect(wrong.join("\n")).toContain("none of these can come next");
});

const tabs = seeds.slice(0, COUNT / 2).map((seed) => ({ seed, mood: MOODS[seed % 2] ?? "calm", manyTabs: true }));

it("however many tabs change and order a hold at once, Postgres sells what its document says, from one shard or several", {
  timeout: 60_000 + COUNT * 500,
}, async () => {
  const { wrong, all } = await check(tabs);
  console.log(`${tabs.length} histories of many tabs from seed ${FIRST}: ${JSON.stringify(all)}`);
  expect(wrong).toEqual([]);
  expect(all.orders).toBeGreaterThan(COUNT / 4);
  expect(all.changes).toBeGreaterThan(COUNT / 2);
});

/** What is seen where one guard is missing, and in a history from which seed on. */
const GUARDS: readonly { readonly without: Guard; readonly seen: RegExp; readonly from: number }[] = [
  { without: "revision of a change", seen: /its shard keeps/, from: 20262570 },
  { without: "revision of a pin", seen: /its shard keeps|its hold \[/, from: 20261121 },
  { without: "attempt of a pin", seen: /stands, and its hold is/, from: 20261121 },
  { without: "round of a pin", seen: /stands, and its hold is/, from: 20261121 },
];

it.each(GUARDS)("without the $without it is seen", { timeout: 180_000 }, async ({ without, seen, from }) => {
  const told = Array.from({ length: 300 }, (_, at) => ({ seed: from + at, mood: "rough" as const }));
  const { wrong } = await check(
    told.map((one) => ({ ...one, manyTabs: true, without })),
    1,
  );
  expect(wrong.join("\n")).toMatch(seen);
});
