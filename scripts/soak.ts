/**
 * `pnpm soak [minutes]`: what takes too long for `npm test`. Fuzzes both APIs and the rules of time zones with many more
 * tries from a new seed, saves everything while each dependency fails in each way, checks 10,000 histories of sales, sells
 * while Postgres is gone for as long as a failover takes, then lets fans read and a promoter publish for these minutes (10
 * unless told), while one thing after another fails.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { PromoterClient } from "../e2e/promoter.ts";
import { DEPENDENCIES, failuresOf, faultOf, open, recovered, someSlugs, type View } from "../e2e/resiliency.ts";
import { startFreshStack } from "../e2e/start-stack.ts";
import { ROOT } from "./surroundings.ts";

const FUZZ_RUNS = 1000;
/** 10,000 histories of a sale. */
const HISTORY_BATCHES = 5;
const BATCH = 2000;
/** As long as Postgres is gone when its machine is replaced. */
const OUTAGE_MS = 25_000;
const FAULT_MS = 8_000;
const CATCH_UP_MS = 180_000;
const VIEWS: readonly View[] = ["home", "browse", "event", "list", "search"];

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) {
  console.error("usage: pnpm soak [minutes]");
  process.exit(1);
}
const seed = String(Date.now() % 2 ** 31);
const fuzzing = { FUZZ_SEED: seed, FUZZ_RUNS: String(FUZZ_RUNS) };
const fuzzed = [
  await test(
    "unit",
    ["zones.test.ts", "outbox/outbox.test.ts", "inventory.model.test.ts", "orders.model.test.ts"],
    fuzzing,
  ),
  await test(
    "worker-runtime",
    ["test/fuzz.test.ts", "test/fuzz-writes.test.ts", "test/zones.test.ts", "test/payment-histories.test.ts"],
    fuzzing,
  ),
];
const saved = await test("stack", ["saves.test.ts"], { SAVES: "whole" });
// A run is ended after ten minutes: these take longer together.
const checked: boolean[] = [];
for (let batch = 0; batch < HISTORY_BATCHES; batch++) {
  const first = String(Number(seed) + batch * BATCH);
  checked.push(await test("stack", ["histories.test.ts"], { FUZZ_SEED: first, HISTORIES: String(BATCH) }));
}
const sold = await test("stack", ["sale.test.ts"], { OUTAGE_MS: String(OUTAGE_MS) });
const lasted = await readThroughFaults(minutes * 60_000);
const outcomes = {
  fuzzing: fuzzed.every(Boolean),
  "saving through faults": saved,
  "histories of sales": checked.every(Boolean),
  "selling through outages": sold,
  "reading through faults": lasted,
};
console.log();
for (const [what, passed] of Object.entries(outcomes)) console.log(`${what}: ${passed ? "passed" : "FAILED"}`);
process.exit(Object.values(outcomes).every(Boolean) ? 0 : 1);

/** These files of a suite, with what makes them longer. A failing run can be had again with the seed it prints. */
function test(suite: string, files: readonly string[], longer: Readonly<Record<string, string>>): Promise<boolean> {
  const args = [join(ROOT, "scripts/test.ts"), suite, "--", ...files, "--passWithNoTests"];
  const env = { ...longer, ...process.env };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"], env });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

/** Every page and list answers 200 throughout, and everything published meanwhile is out in the end. */
async function readThroughFaults(forMs: number): Promise<boolean> {
  const stack = await startFreshStack();
  const bad: string[] = [];
  try {
    const slugs = await someSlugs(stack.urls);
    const promoter = new PromoterClient(stack.urls.promoters);
    const [login] = stack.logins;
    if (login === undefined) throw new Error("the demo has no promoter");
    await promoter.signIn(login);
    const published: string[] = [];
    const until = Date.now() + forMs;
    const cells = DEPENDENCIES.flatMap((dependency) =>
      failuresOf(dependency).map((failure) => ({ dependency, failure })),
    );
    for (let round = 0; Date.now() < until; round++) {
      const cell = cells[Math.floor(Math.random() * cells.length)];
      if (cell === undefined) throw new Error("nothing can fail");
      const { dependency, failure } = cell;
      const { id, slug } = await promoter.draft(`Soak ${round}`, "Gdynia", 40);
      const staged = faultOf(dependency, failure);
      stack.backing.faults.set(staged.dependency, staged.fault);
      // Its outbox rows are written before it is answered: only Postgres itself can keep it from being published.
      if (dependency !== "postgres") {
        await promoter.publish(id);
        published.push(slug);
      }
      let opened = 0;
      let slowest = 0;
      for (const end = Date.now() + FAULT_MS; Date.now() < end; opened += VIEWS.length) {
        const answers = await Promise.all(
          VIEWS.map(async (view) => ({ view, ...(await open(stack.urls, view, slugs)) })),
        );
        for (const { view, status, milliseconds } of answers) {
          slowest = Math.max(slowest, milliseconds);
          if (status !== 200) bad.push(`${dependency} ${failure.name}: ${view} answered ${status}`);
        }
      }
      stack.backing.faults.clear();
      await recovered(stack.urls);
      console.log(
        `${dependency} ${failure.name}: ${opened} opened, slowest ${slowest} ms, ${bad.length} failures so far`,
      );
    }
    const waiting = new Set(published);
    for (const end = Date.now() + CATCH_UP_MS; waiting.size > 0 && Date.now() < end; ) {
      for (const slug of waiting) {
        if ((await fetch(new URL(`/v1/events/${slug}`, stack.urls.api))).status === 200) waiting.delete(slug);
      }
      if (waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    for (const slug of waiting) bad.push(`${slug} was published and never came out`);
  } finally {
    await stack.stop();
  }
  for (const line of bad) console.error(line);
  return bad.length === 0;
}
