import type { Problem } from "@liveotter/contracts/problem";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { soldOut } from "../src/box-office/refuse.ts";
import { newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { clientOf, fanOf, good, line, newCode, refused, type SoldEvent, selling, settings, told } from "./selling.ts";

const client = clientOf(newIsolate());
const fan = fanOf(client);
const shardsHear = (event: SoldEvent) => told(event, event.id, ...event.performances);
const setEvent = (event: SoldEvent, status: string) =>
  owner().query(sql`UPDATE events SET status = ${status} WHERE id = ${event.id}::uuid`);
const setNight = (event: SoldEvent, status: string) =>
  owner().query(sql`UPDATE performances SET status = ${status} WHERE id = ${event.performances[0]}::uuid`);

/** What becomes of the sale, and what fans then hear of tickets that they hold, want to hold, or want to order. */
const ENDINGS: readonly (readonly [name: string, (event: SoldEvent) => Promise<unknown>, Partial<Problem>])[] = [
  ["stopped", (event) => settings(event, sql`stopped = true`), { code: "not-on-sale", state: "stopped" }],
  ["event cancelled", (event) => setEvent(event, "cancelled"), { code: "not-on-sale", state: "cancelled" }],
  ["event postponed", (event) => setEvent(event, "postponed"), { code: "not-on-sale", state: "postponed" }],
  ["event withdrawn", (event) => setEvent(event, "draft"), { code: "withdrawn", withdrawnLines: [0] }],
  ["date cancelled", (event) => setNight(event, "cancelled"), { code: "not-on-sale", state: "cancelled" }],
  ["date postponed", (event) => setNight(event, "postponed"), { code: "not-on-sale", state: "postponed" }],
];

test.each(ENDINGS)("%s: a new hold, a change and an order each say so", async (_, end, said) => {
  const event = await selling();
  const hold = await fan.held(event, 1);
  await end(event);
  expect(refused(await fan.order(hold))).toMatchObject(said);
  await shardsHear(event);
  expect(refused(await client.changeHold(hold.id, { lines: [line(event, 2)] }))).toMatchObject(said);
  expect(refused(await fan.hold(event, [line(event, 1)]))).toMatchObject(said);
});

test("a ticket that is not sold there any more is withdrawn, by the line that had it", async () => {
  const event = await selling({
    ticketTypes: [{}, {}],
    quotas: [
      { capacity: 9, types: [0] },
      { capacity: 9, types: [1] },
    ],
  });
  const hold = good(await fan.hold(event, [line(event, 1), line(event, 1, 1)]));
  await owner().query(sql`DELETE FROM quota_ticket_types WHERE quota_id = ${event.quotas[1]}::uuid`);
  expect(refused(await fan.order(hold))).toMatchObject({ code: "withdrawn", withdrawnLines: [1] });
});

test("what Postgres refuses as sold out names the line, and how many are left", async () => {
  const event = await selling({
    ticketTypes: [{}, {}],
    quotas: [
      { capacity: 9, types: [0] },
      { capacity: 9, types: [1] },
    ],
  });
  const hold = good(await fan.hold(event, [line(event, 1), line(event, 4, 1)]));
  await owner().query(sql`UPDATE quotas SET capacity = 2 WHERE id = ${event.quotas[1]}::uuid`);
  expect(refused(await fan.order(hold))).toMatchObject({ code: "sold-out", refused: [{ line: 1, left: 2 }] });
});

test("a code with two uses left that is asked for three says how many uses are left", async () => {
  const event = await selling();
  const code = await newCode(event, { maxUses: 2 });
  expect(refused(await fan.hold(event, [line(event, 3)], { code }))).toMatchObject({
    ...{ code: "code-refused", reason: "too-few-uses", usesLeft: 2, detail: "The code has 2 uses left." },
    errors: [{ pointer: "/code" }],
  });
  good(await fan.hold(event, [line(event, 2)], { code }));
});

test("a code that is disabled during checkout is no longer valid, not used up", async () => {
  const event = await selling();
  const code = await newCode(event, { maxUses: 2 });
  const hold = good(await fan.hold(event, [line(event, 1)], { code }));
  await owner().query(sql`UPDATE codes SET disabled = true WHERE event_id = ${event.id}::uuid`);
  const problem = refused(await fan.order(hold));
  expect(problem).toMatchObject({ code: "code-refused", reason: "expired", detail: "The code is no longer valid." });
});

test("whatever pools are short, a refusal says why, and sold out names at least one line", () => {
  const pools = [["hall"], ["stalls", "code"]];
  const said = (...shortages: Parameters<typeof soldOut>[0][number][]) => soldOut(shortages, pools, "code");
  const all = [
    said({ pool: "hall", left: 2 }),
    said({ pool: "hall", left: 0 }, { pool: "stalls", left: 1 }),
    said({ pool: "code", left: 0 }),
    said({ pool: "code", left: 1 }),
    said({ pool: "code", left: null }),
    said({ pool: "stalls", left: null }),
    said({ pool: "elsewhere", left: 0 }),
    said(),
  ];
  const codes = all.map(({ code, more }) => more.reason ?? code);
  expect(codes).toEqual([
    ...["sold-out", "sold-out", "used", "too-few-uses"],
    ...["changed", "changed", "changed", "changed"],
  ]);
  for (const { more } of all) expect(more.detail).toMatch(/\w/);
  for (const { code, more } of all) if (code === "sold-out") expect(more.refused?.length).toBeGreaterThan(0);
});
