import fc from "fast-check";
import { expect, test } from "vitest";
import {
  asId,
  type CodeId,
  type EventId,
  type Id,
  type PerformanceId,
  type QuotaId,
  type TicketTypeId,
} from "../ids.ts";
import { instant } from "../instant.ts";
import { asCurrency } from "../money.ts";
import { drawsOf } from "./draws-of.ts";
import { offersOf } from "./offer.ts";
import { pickLines } from "./pick-lines.ts";
import type { Sale } from "./sale.ts";
import type { SaleCode } from "./sale-code.ts";
import { saleWindow } from "./sale-window.ts";

const NOW = instant(1_800_000_000_000);
const HOUR = 3_600_000;
/** Ids that say what they are of and which. */
function idOf<T extends Id<string>>(kind: number, at: number): T {
  const id = asId<T>(`0000000${kind}-0000-7000-8000-00000000000${at}`);
  if (id === null) throw new Error("not an id");
  return id;
}
const EVENT = idOf<EventId>(0, 0);
const nights = [0, 1, 2].map((at) => idOf<PerformanceId>(1, at));
const types = [0, 1, 2, 3].map((at) => idOf<TicketTypeId>(2, at));
const EUR = asCurrency("EUR");

function saleOf(more: Partial<Sale> = {}): Sale {
  if (EUR === null) throw new Error("no euro");
  return {
    ...{ eventId: EVENT, eventSlug: "e", eventName: "E", status: "published", currency: EUR, rounding: "per-line" },
    ...{ fees: null, tax: null, publishedAt: instant(NOW - HOUR), presaleAt: null, onSaleAt: null, salesEndAt: null },
    ...{
      stopped: false,
      needsPass: false,
      maxPerOrder: null,
      attendeeNames: "none",
      paymentMethods: [],
      questions: [],
    },
    performances: nights.map((id, at) => ({ id, status: "scheduled", endsAt: instant(NOW + (at + 1) * HOUR) })),
    ticketTypes: types.map((id, at) => ({
      ...{ id, name: `Type ${at}`, description: "", price: 1000, hidden: false, minPerOrder: null, maxPerOrder: null },
      // The last one is a pass to the first two nights.
      ...{ phases: [], pass: at === 3 ? nights.slice(0, 2) : null },
    })),
    quotas: [],
    ...more,
  };
}

const anyQuotas = fc
  .array(fc.tuple(fc.constantFrom(null, ...nights), fc.subarray(types, { minLength: 1 })), { maxLength: 6 })
  .map((some) =>
    some.map(([performanceId, ticketTypeIds], at) => ({ id: idOf<QuotaId>(3, at), performanceId, ticketTypeIds })),
  );
const anyLines = fc.array(
  fc.tuple(fc.nat(3), fc.nat(2), fc.integer({ min: 1, max: 9 })).map(([type, night, quantity]) => ({
    ...{ ticketTypeId: types[type] ?? "", performanceId: type === 3 ? null : (nights[night] ?? null), quantity },
  })),
  { minLength: 1, maxLength: 5 },
);
const anyCode = fc.option(
  fc.record({
    blocks: fc.option(fc.nat(5)),
    bypassesQuotas: fc.boolean(),
    maxUses: fc.constantFrom(null, 5),
    ticketTypeIds: fc.option(fc.subarray(types, { minLength: 1 })),
  }),
);

test("each ticket takes one of every quota of its type for what it admits to, and a limited code one use of each that it is for", () => {
  fc.assert(
    fc.property(anyQuotas, anyLines, anyCode, (quotas, asked, given) => {
      const blocked = given?.blocks == null ? undefined : quotas[given.blocks]?.id;
      const bypasses = given?.bypassesQuotas === true && blocked === undefined;
      const code: SaleCode | undefined = given
        ? {
            ...{ id: idOf<CodeId>(4, 0), code: "C", effect: "none", value: 0, disabled: false, validFrom: null },
            ...{ validUntil: null, opensHidden: false, opensPresale: false, ticketTypeIds: given.ticketTypeIds },
            ...{ maxUses: blocked === undefined ? given.maxUses : 5, blocksQuotaId: blocked ?? null },
            bypassesQuotas: bypasses,
          }
        : undefined;
      const picked = pickLines(saleOf({ quotas }), asked, code, NOW);
      if (!picked.ok) return;
      const taken = new Map<string, number>();
      const scopes = drawsOf(saleOf({ quotas }), picked.lines);
      for (const { scope, draws } of scopes) {
        for (const { pool, via, count } of draws) {
          for (const id of via === undefined ? [pool] : [pool, via]) taken.set(id, (taken.get(id) ?? 0) + count);
          const quota = quotas.find(({ id }) => id === pool);
          if (quota) expect(scope).toBe(quota.performanceId ?? EVENT);
        }
      }
      expect(scopes.map(({ scope }) => scope)).toEqual(scopes.map(({ scope }) => scope).sort());
      const isForCode = (type: string) =>
        code !== undefined && (given?.ticketTypeIds?.some((id) => id === type) ?? true);
      const expected = (takes: (type: string, at: readonly string[]) => boolean) =>
        asked.reduce((sum, { ticketTypeId, performanceId, quantity }) => {
          const at = performanceId === null ? nights.slice(0, 2) : [performanceId];
          return takes(ticketTypeId, at) ? sum + quantity : sum;
        }, 0);
      for (const { id, performanceId, ticketTypeIds } of quotas) {
        const of = expected(
          (type, at) =>
            ticketTypeIds.some((one) => one === type) &&
            (performanceId === null || at.includes(performanceId)) &&
            !(bypasses && isForCode(type)),
        );
        expect(taken.get(id) ?? 0).toBe(of);
      }
      if (code) expect(taken.get(code.id) ?? 0).toBe(code.maxUses === null ? 0 : expected(isForCode));
    }),
    { seed: 20261121, numRuns: 500 },
  );
});

test("a ticket is sold until the first of what it admits to ends, the sale ends, or somebody stops it", () => {
  const sale = saleOf();
  const at = (now: number, more: Partial<Sale> = {}) =>
    saleWindow({ ...sale, ...more }, sale.performances.slice(0, 2), instant(NOW + now)).state;
  expect([at(0), at(HOUR - 1), at(HOUR)]).toEqual(["on-sale", "on-sale", "ended"]);
  expect(at(10, { salesEndAt: instant(NOW + 10) })).toBe("ended");
  expect(at(0, { stopped: true })).toBe("stopped");
  expect([at(0, { status: "postponed" }), at(0, { status: "cancelled" }), at(HOUR, { status: "cancelled" })]).toEqual([
    ...["postponed", "cancelled", "cancelled"],
  ]);
  const opening = { presaleAt: instant(NOW + 10), onSaleAt: instant(NOW + 20) };
  expect([at(9, opening), at(10, opening), at(19, opening), at(20, opening)]).toEqual([
    ...["upcoming", "presale", "presale", "on-sale"],
  ]);
});

test("an order admits to no more than can become tickets in one step, however many nights a pass is for", () => {
  const run = Array.from({ length: 9 }, (_, at) => idOf<PerformanceId>(1, at));
  const [one, other] = saleOf().ticketTypes.map((type) => ({ ...type, pass: run }));
  if (one === undefined || other === undefined) throw new Error("no types");
  const sale = saleOf({
    performances: run.map((id) => ({ id, status: "scheduled", endsAt: instant(NOW + HOUR) })),
    ticketTypes: [one, other],
    quotas: [{ id: idOf<QuotaId>(3, 0), performanceId: null, ticketTypeIds: [one.id, other.id] }],
  });
  const pick = (...quantities: number[]) =>
    pickLines(
      sale,
      quantities.map((quantity, at) => ({ ticketTypeId: types[at] ?? "", performanceId: null, quantity })),
      undefined,
      NOW,
    );
  expect(pick(555).ok).toBe(true);
  expect(pick(556)).toMatchObject({ refusal: { kind: "too-many", limit: 555, type: { id: one.id } } });
  expect(pick(300, 256)).toMatchObject({ refusal: { kind: "too-many", limit: 255, type: { id: other.id } } });
  const [performance] = sale.performances;
  const offers = performance && offersOf(sale, performance, null, () => "unlimited", NOW);
  expect(offers?.map(({ maxPerOrder }) => maxPerOrder)).toEqual([555, 555]);
});
