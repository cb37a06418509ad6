import { instant } from "@liveotter/core/instant";
import { SALE_STATES, type SaleState } from "@liveotter/core/sale/sale-state";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import {
  clientOf,
  fanOf,
  good,
  line,
  newCode,
  type SaleOptions,
  type SoldEvent,
  selling,
  settings,
} from "./selling.ts";

const HOUR = 3_600_000;
const at = (hours: number) => instant(Date.now() + hours * HOUR);
const sales = { zone: "UTC", presale: null, onSale: null, end: null, maxPerOrder: null };
const setEvent = (event: SoldEvent, status: string) =>
  owner().query(sql`UPDATE events SET status = ${status} WHERE id = ${event.id}::uuid`);

interface Case {
  readonly state: SaleState;
  readonly takesCode?: boolean;
  readonly options?: SaleOptions;
  readonly change?: (event: SoldEvent) => Promise<unknown>;
}
const hidden: SaleOptions = { ticketTypes: [{ hidden: true }] };
const CASES: readonly Case[] = [
  { state: "on-sale" },
  { state: "upcoming", options: { sales: { ...sales, onSale: at(1) } } },
  { state: "presale", options: { sales: { ...sales, presale: at(-1), onSale: at(1) } } },
  {
    ...{ state: "presale", takesCode: true, options: { sales: { ...sales, presale: at(-1), onSale: at(1) } } },
    change: (event) => newCode(event, { opensPresale: true }),
  },
  { state: "not-sold", options: hidden },
  { state: "not-sold", options: hidden, change: (event) => newCode(event, { opensHidden: true, disabled: true }) },
  { state: "code-only", takesCode: true, options: hidden, change: (event) => newCode(event, { opensHidden: true }) },
  { state: "not-enough-left", options: { ticketTypes: [{ minPerOrder: 4 }], quotas: [{ capacity: 3 }] } },
  { state: "sold-out", options: { quotas: [{ capacity: 0 }] } },
  {
    ...{ state: "sold-out", takesCode: true, options: { quotas: [{ capacity: 0 }] } },
    change: (event) => newCode(event, { bypassesQuotas: true }),
  },
  { state: "stopped", change: (event) => settings(event, sql`stopped = true`) },
  { state: "ended", options: { sales: { ...sales, end: at(-0.1) } } },
  { state: "postponed", change: (event) => setEvent(event, "postponed") },
  { state: "cancelled", change: (event) => setEvent(event, "cancelled") },
];

test.each(CASES)("a sale that is $state is called so, and takes a code only where one helps", async (one) => {
  const event = await selling(one.options);
  await one.change?.(event);
  const client = clientOf(newIsolate({ noEdge: true }));
  const seen = good(await client.readAvailability(event.performances[0] ?? ""));
  expect([seen.state, seen.takesCode]).toEqual([one.state, one.takesCode ?? false]);
  // A hold agrees.
  const held = await fanOf(client).hold(event, [line(event, 4)]);
  expect(held.ok).toBe(one.state === "on-sale");
});

test("every state that does not need a failure is among these", () => {
  expect(new Set([...CASES.map(({ state }) => state), "unknown"])).toEqual(new Set(SALE_STATES));
});
