import { Availability } from "@liveotter/contracts/public/sale";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { ShardLostError } from "../src/box-office/shards.ts";
import { faults, newIsolate } from "./api.ts";
import { meddledIsolate } from "./meddled-isolate.ts";
import { clientOf, fanOf, good, line, newCode, refused, type SoldEvent, selling, settings, told } from "./selling.ts";

const HOUR = 3_600_000;
const client = clientOf(newIsolate());
const fan = fanOf(client);
const of = (event: SoldEvent, night = 0) => event.performances[night] ?? "";
const addressOf = (event: SoldEvent) => `/v1/performances/${of(event)}/availability`;

afterEach(() => faults.clear());

/** An isolate that counts how often it asks its shards what is left; they may fall silent. */
function counting(clock: { offset: number }) {
  const asked = { summaries: 0, silent: false };
  const api = meddledIsolate(
    async ({ method, when }) => {
      if (method !== "summary" || when === "after") return;
      asked.summaries++;
      if (asked.silent) throw new ShardLostError("silent");
    },
    // Copies in the data centre aside: each of these looks is this isolate's own.
    { clock, noEdge: true, without: ["METRICS", "UPSTASH_REDIS_REST_URL"] },
  );
  return { asked, api };
}

test("a crowd looking at one performance is answered by one look, and never by Postgres", async () => {
  const event = await selling();
  await fan.held(event, 1);
  const clock = { offset: 0 };
  const { asked, api } = counting(clock);
  const look = async () => Availability.parse(await api.json(addressOf(event)));
  const answers = await Promise.all(Array.from({ length: 300 }, look));
  expect([asked.summaries, new Set(answers.map(({ asOf }) => asOf)).size]).toEqual([1, 1]);
  await faults.put("postgres", { mode: "refuse" });
  for (let second = 0; second < 4; second++) {
    clock.offset += 1000;
    await Promise.all(Array.from({ length: 100 }, look));
  }
  expect(asked.summaries).toBeLessThanOrEqual(3);
});

test("it says how long it is good, and is not sent again to who has it", async () => {
  const event = await selling();
  const api = newIsolate();
  const { headers, status } = await api.get(addressOf(event));
  expect([status, headers.get("cache-control")]).toEqual([
    200,
    "public, max-age=2, stale-while-revalidate=10, stale-if-error=60",
  ]);
  const again = await api.get(addressOf(event), { "if-none-match": headers.get("etag") ?? "" });
  expect(again.status).toBe(304);
  const nothing = await api.get("/v1/performances/00000000-0000-7000-8000-000000000000/availability");
  expect([nothing.status, (await api.get("/v1/performances/x/availability")).status]).toEqual([404, 404]);
});

test("while its shard is silent a minute-old copy says that it is old; after that there is none", async () => {
  const event = await selling();
  const clock = { offset: 0 };
  const { asked, api } = counting(clock);
  expect((await api.get(addressOf(event))).status).toBe(200);
  asked.silent = true;
  clock.offset = 50_000;
  expect(await api.json(addressOf(event))).toMatchObject({ degraded: true });
  clock.offset = 70_000;
  const late = await api.get(addressOf(event));
  expect([late.status, late.headers.get("retry-after")]).toEqual([503, "2"]);
});

test("each performance has its own, and one that is empty does not empty another", async () => {
  const event = await selling({
    performances: [48, 72],
    ticketTypes: [{}, {}],
    passes: [{ type: 1, performances: [0, 1] }],
    quotas: [{ capacity: 2 }, { capacity: 60, performance: 1 }],
  });
  good(await fan.hold(event, [line(event, 2, 0, 0)]));
  const fresh = clientOf(newIsolate({ noEdge: true }));
  const [first, second] = [
    good(await fresh.readAvailability(of(event))),
    good(await fresh.readAvailability(of(event, 1))),
  ];
  expect([first.state, first.ticketTypes.map(({ left }) => left)]).toEqual(["sold-out", [0, 0]]);
  expect([second.state, second.ticketTypes.map(({ left }) => left)]).toEqual(["on-sale", [null, 0]]);
  expect(second.ticketTypes[1]?.pass).toEqual(event.performances);
});

test("the state follows the clock, the promoter and the event", async () => {
  const hours = (at: number) => instant(Date.now() + at * HOUR);
  const sales = { zone: "UTC", presale: hours(1), onSale: hours(2), end: hours(47), maxPerOrder: 6 };
  const event = await selling({ sales });
  const stateAt = async (at: number) => {
    const api = newIsolate({
      clock: { offset: at * HOUR },
      noEdge: true,
      without: ["METRICS", "UPSTASH_REDIS_REST_URL"],
    });
    return good(await clientOf(api).readAvailability(of(event))).state;
  };
  expect([await stateAt(0), await stateAt(1.5), await stateAt(2.5), await stateAt(48)]).toEqual([
    ...["upcoming", "presale", "on-sale", "ended"],
  ]);
  await settings(event, sql`stopped = true`);
  await told(event, ...event.performances);
  expect(await stateAt(2.6)).toBe("stopped");
});

test("its shard says that a sale is stopped before copies of the sale do", async () => {
  const event = await selling();
  const clock = { offset: 0 };
  const warm = clientOf(counting(clock).api);
  const state = async () => good(await warm.readAvailability(of(event))).state;
  expect(await state()).toBe("on-sale");
  await settings(event, sql`stopped = true`);
  await told(event, ...event.performances);
  clock.offset = 2100;
  // The copy is good for a moment longer, and renewed behind the answer.
  await state();
  expect(await state()).toBe("stopped");
});

test("a price phase gives the price until its moment, and a code's holder sees theirs, in nobody's cache", async () => {
  const until = instant(Date.now() + HOUR);
  const event = await selling({
    ticketTypes: [
      { price: 3000, phases: [{ name: "Early", until, price: 2000 }] },
      { price: 500, hidden: true },
    ],
    fees: { perTicket: 100, perOrder: 50, percent: 0, paidBy: "fan" },
  });
  const at = async (offset: number) =>
    good(await clientOf(newIsolate({ clock: { offset }, noEdge: true })).readAvailability(of(event)));
  expect((await at(0)).ticketTypes).toMatchObject([
    { price: 2100, fees: 100, priceBefore: null, phase: { name: "Early", until: new Date(until).toISOString() } },
  ]);
  expect(await at(2 * HOUR)).toMatchObject({ feePerOrder: 50, ticketTypes: [{ price: 3100, phase: null }] });

  const code = await newCode(event, { effect: "percent", value: 5000, opensHidden: true });
  const answer = await newIsolate().get(`${addressOf(event)}?code=${code}`);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(Availability.parse(await answer.json()).ticketTypes).toMatchObject([
    { price: 1100, priceBefore: 2100 },
    { price: 350, priceBefore: 600 },
  ]);
  const unknown = refused(await client.readAvailability(of(event), { code: "no-such-code" }));
  expect(unknown).toMatchObject({ code: "code-refused", reason: "unknown" });
});
