import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyPassword } from "better-auth/crypto";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Backing, startBacking } from "../backing.ts";
import { freeBlock } from "../ports.ts";
import { loadRealEvents, realEventsAreHere, shift } from "../real-events.ts";
import { type DemoLogin, isEmpty, seedDemo, withClient } from "./seed-demo.ts";
import { TRY_OUT_SLUG } from "./try-out.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const YEAR_MS = 366 * 86_400_000;

describe("a fresh database", () => {
  let dataDir: string;
  let backing: Backing;
  let databaseUrl: string;
  let seeded: { events: number; logins: readonly DemoLogin[] };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "liveotter-seed-"));
    backing = await startBacking({ base: await freeBlock(), dataDir, env: { PATH: process.env.PATH } });
    databaseUrl = backing.env.DATABASE_URL ?? "";
    expect(await isEmpty(databaseUrl)).toBe(true);
    seeded = await seedDemo({ databaseUrl, now: NOW });
  }, 60_000);

  afterAll(async () => {
    await backing?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const rows = (sql: string) =>
    withClient(databaseUrl, async (client: Client) => (await client.query<Record<string, unknown>>(sql)).rows);

  test("is filled with two hundred and more published events in twelve cities and zones or more", async () => {
    expect(await isEmpty(databaseUrl)).toBe(false);
    expect(seeded.events).toBeGreaterThanOrEqual(200);
    const [counts] = await rows(`SELECT
      (SELECT count(*)::int FROM events WHERE status = 'published') AS events,
      count(DISTINCT city)::int AS cities, count(DISTINCT zone)::int AS zones,
      count(*) FILTER (WHERE local_time IS NULL)::int AS date_only,
      count(*) FILTER (WHERE online)::int AS online,
      (SELECT count(DISTINCT genre)::int FROM events) AS genres,
      (SELECT count(DISTINCT currency)::int FROM events) AS currencies,
      (SELECT count(*)::int FROM events WHERE price_to = 0) AS free,
      (SELECT count(*)::int FROM events WHERE series_id IS NOT NULL) AS in_series,
      (SELECT count(*)::int FROM (SELECT FROM performances GROUP BY event_id HAVING count(*) > 2) AS several) AS several
      FROM performances`);
    const least = {
      cities: 12,
      zones: 12,
      date_only: 10,
      online: 5,
      genres: 10,
      currencies: 8,
      free: 5,
      in_series: 30,
    };
    for (const [what, number] of Object.entries({ ...least, events: 200, several: 50 })) {
      expect(counts?.[what], what).toBeGreaterThanOrEqual(number);
    }
  });

  test("sells a good part of them in every way there is", async () => {
    const [counts] = await rows(`SELECT
      (SELECT count(DISTINCT event_id)::int FROM quotas) AS with_quotas,
      (SELECT count(*)::int FROM quotas WHERE NOT EXISTS (
        SELECT FROM quota_ticket_types WHERE quota_id = quotas.id)) AS empty_quotas,
      (SELECT count(DISTINCT event_id)::int FROM price_phases) AS early_birds,
      count(*) FILTER (WHERE on_sale_at > '2026-11-22')::int AS not_yet_on_sale,
      count(*) FILTER (WHERE presale_at < on_sale_at)::int AS presales,
      count(fee_percent)::int AS with_fees, count(tax_rate)::int AS with_tax,
      count(*) FILTER (WHERE prices_change_at IS NOT NULL)::int AS changing
      FROM events`);
    expect(counts?.with_quotas).toBeGreaterThan(150);
    expect(counts?.empty_quotas).toBe(0);
    for (const way of ["early_birds", "not_yet_on_sale", "presales", "with_fees", "with_tax"]) {
      expect(counts?.[way], way).toBeGreaterThan(10);
    }
    expect(counts?.changing).toBe(counts?.early_birds);
    const odd = await rows(`SELECT e.name FROM events e WHERE e.prices_change_at >= (
      SELECT min(starts_at) FROM performances p WHERE p.event_id = e.id) OR e.price_from < 0 OR e.on_sale_at < e.presale_at`);
    expect(odd).toEqual([]);
  });

  test("tries out each way of selling", async () => {
    const [ways] = await rows(`SELECT
      (SELECT count(*)::int FROM ticket_types WHERE hidden) AS hidden,
      (SELECT count(*)::int FROM ticket_type_admissions) AS admissions,
      (SELECT array_agg(code ORDER BY code) FROM codes) AS codes,
      (SELECT count(*)::int FROM questions) AS questions,
      (SELECT count(*)::int FROM quotas WHERE capacity = 5) AS nearly_full,
      (SELECT array_agg(slug) FROM events WHERE status = 'postponed') AS postponed,
      (SELECT count(*)::int FROM selling_settings WHERE pay_at_door AND transfer_days = 7 AND card) AS ways_to_pay,
      (SELECT count(*)::int FROM selling_settings WHERE attendee_names = 'required') AS names,
      (SELECT count(*)::int FROM selling_settings WHERE ticket_codes = 'rotating') AS rotating,
      (SELECT price_from::int FROM events WHERE slug = '${TRY_OUT_SLUG}') AS price_from,
      (SELECT count(*)::int FROM events e WHERE NOT EXISTS (SELECT FROM quotas WHERE event_id = e.id)) AS unsold`);
    expect(ways).toEqual({
      ...{ hidden: 1, admissions: 3, codes: ["EARLY", "FRIENDS", "RIVER10"], questions: 2, nearly_full: 3 },
      ...{ postponed: ["floating-cinema"], ways_to_pay: 1, names: 1, rotating: 1, price_from: 1200, unsold: 0 },
    });
  });

  test("holds performances of the coming twelve months only", async () => {
    const [range] = await rows("SELECT min(starts_at) AS first, max(starts_at) AS last FROM performances");
    expect(Number(range?.first)).toBeGreaterThan(NOW);
    expect(Number(range?.last)).toBeLessThan(NOW + YEAR_MS);
  });

  test("knows three promoters, each with an owner and a manager whose passwords their hashes confirm", async () => {
    expect(seeded.logins.map(({ role }) => role)).toEqual(["owner", "manager", "owner", "manager", "owner", "manager"]);
    for (const { email, password } of seeded.logins) {
      const [account] = await rows(
        `SELECT a.password, u.email_verified FROM accounts a JOIN users u ON u.id = a.user_id
         JOIN promoter_members m ON m.user_id = u.id WHERE u.email = '${email}'`,
      );
      expect(account?.email_verified).toBe(true);
      expect(await verifyPassword({ hash: String(account?.password), password })).toBe(true);
      expect(await verifyPassword({ hash: String(account?.password), password: `${password}x` })).toBe(false);
    }
  });

  test("tells each consumer of the outbox of every event", async () => {
    const told = await rows("SELECT consumer, count(*)::int AS events FROM outbox GROUP BY consumer");
    expect(told.map(({ events }) => events)).toEqual([seeded.events, seeded.events, seeded.events]);
  });

  test("refuses a second demo and stays as it was", async () => {
    await expect(seedDemo({ databaseUrl, now: NOW })).rejects.toThrow(/duplicate key/);
    expect(await rows("SELECT count(*)::int AS events FROM events")).toEqual([{ events: seeded.events }]);
  });

  test.runIf(realEventsAreHere)(
    "takes the real events, accounting for every row",
    async () => {
      const { rows: read, loaded, rejected } = await loadRealEvents(databaseUrl, NOW);
      expect(loaded + rejected.length).toBe(read);
      expect(read).toBe(5613);
      // One row names no city and is not online.
      expect(rejected).toEqual([{ row: expect.any(Number), reason: "it names no city and is not online" }]);
      const [shifted] = await rows(`SELECT min(p.starts_at) AS first, count(*)::int AS performances
      FROM performances p JOIN promoters o ON o.id = p.promoter_id WHERE o.name = 'Conference Calendar'`);
      expect(shifted?.performances).toBe(loaded);
      expect(Number(shifted?.first)).toBeGreaterThan(NOW);
    },
    60_000,
  );
});

test("whole years later a leap day is the 28th, unless that year has one too", () => {
  expect(shift("2020-02-29", 14)).toBe("2034-02-28");
  expect(shift("2020-02-29", 8)).toBe("2028-02-29");
  expect(shift("2019-12-31", 14)).toBe("2033-12-31");
});
