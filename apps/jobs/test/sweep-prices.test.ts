import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runMinute } from "../src/work.ts";
import { found, kept, newJobs } from "./jobs.ts";
import { faults, newPromoter, now, owner, published, rowsOf } from "./outbox.ts";

afterEach(() => faults.clear());
/** Whoever held them was another test. */
beforeEach(() => owner().query(sql`UPDATE job_leases SET held_until = now()`));

const early = () => [{ name: "Early bird", until: instant(now() + 60_000), price: 900 }];

test("a price phase that ended is out of search and snapshot within the minute, without anybody's doing", async () => {
  const name = `Early otters ${crypto.randomUUID().slice(0, 8)}`;
  const event = await published(await newPromoter(), {
    name,
    ticketTypes: [{ name: "Entry", price: 1500, phases: early() }],
  });
  const later = () => instant(now() + 120_000);
  await runMinute(newJobs(), now());
  expect(await kept(event.slug)).toMatchObject({ priceFrom: 900 });
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);

  // The clock of the worker, not of Postgres, says which phases are over.
  await runMinute({ ...newJobs(), now: later }, later());
  const rows = await rowsOf(event);
  expect(rows).toHaveLength(6);
  expect(rows.every(({ done }) => done)).toBe(true);
  expect(await kept(event.slug)).toMatchObject({ priceFrom: 1500 });
  expect(await found(name)).toContain(event.slug);
});

test("while Postgres fails the sweep is given up, and the next minute makes up for it", async () => {
  const event = await published(await newPromoter(), {
    ticketTypes: [{ name: "Entry", price: 1500, phases: early() }],
  });
  const later = () => instant(now() + 120_000);
  const deps = newJobs();
  const down = () => Promise.reject(new Error("gone"));
  await runMinute({ ...deps, now: later, db: { query: down, transaction: down } }, later());
  expect(await rowsOf(event)).toHaveLength(3);
  await runMinute({ ...deps, now: later }, later());
  expect(await rowsOf(event)).toHaveLength(6);
});
