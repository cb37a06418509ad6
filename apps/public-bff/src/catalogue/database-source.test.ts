import { instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { Breaker, BreakerOpenError } from "@liveotter/integrations/breaker";
import { bulkhead } from "@liveotter/integrations/bulkhead";
import { expect, test } from "vitest";
import { databaseSource, isDatabaseFailure } from "./database-source.ts";

const NEVER = new AbortController().signal;
const version = { version: 1, at: instant(0) };
const counts = { cities: [], countries: [], genres: [], promoters: [], currencies: [], total: 0 };

/** A database that answers each statement with `answer`, counting those under way. */
function fakeDatabase(answer: () => Promise<unknown[]>) {
  const seen = { now: 0, most: 0, asked: 0 };
  const db: Database = {
    async query<Row>() {
      seen.asked++;
      seen.most = Math.max(seen.most, ++seen.now);
      // What a statement selects is its author's promise.
      return (await answer().finally(() => seen.now--)) as Row[];
    },
    transaction: () => Promise.reject(new Error("reads need none")),
  };
  return { db, seen };
}
const places = () => bulkhead({ limit: 3, waitMs: 1000, leaseMs: 5000 });

test("many questions at once take few connections, and each gets its turn", async () => {
  const { db, seen } = fakeDatabase(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return [{ facets: counts, version }];
  });
  const source = databaseSource(db, new Breaker("postgres"), places());
  await Promise.all(Array.from({ length: 12 }, () => source.facets({}, instant(0), NEVER)));
  expect(seen).toEqual({ now: 0, most: 3, asked: 12 });
});

test("a Postgres that keeps failing is left alone", async () => {
  const { db, seen } = fakeDatabase(() => Promise.reject(new DatabaseError("unreachable", "gone", {})));
  const source = databaseSource(db, new Breaker("postgres", { failures: 2, isFailure: isDatabaseFailure }), places());
  for (let i = 0; i < 2; i++) await expect(source.facets({}, instant(0), NEVER)).rejects.toThrow("gone");
  await expect(source.facets({}, instant(0), NEVER)).rejects.toBeInstanceOf(BreakerOpenError);
  expect(seen.asked).toBe(2);
});

test("a refused statement shows Postgres alive", () => {
  expect(isDatabaseFailure(new DatabaseError("refused", "no", { code: "22P05" }))).toBe(false);
  expect(isDatabaseFailure(new DatabaseError("busy", "full", { code: "53300" }))).toBe(true);
  expect(isDatabaseFailure(new TypeError("network"))).toBe(true);
});

test("a venue and its list are of the older of their two versions", async () => {
  const answers = [
    { venue: { slug: "hall" }, version: { version: 8, at: instant(8) } },
    { items: [], version: { version: 7, at: instant(7) } },
  ];
  const { db } = fakeDatabase(async () => [answers.shift()]);
  const source = databaseSource(db, new Breaker("postgres"), places());
  const found = await source.venue("hall", { sort: "date", limit: 1, venue: "hall" }, instant(0), NEVER);
  expect(found.version.version).toBe(7);
});
