import { expect, it } from "vitest";
import { asId, type EventId, type Id, type PerformanceId, type QuotaId, type TicketTypeId } from "../ids.ts";
import { instant } from "../instant.ts";
import type { Free } from "../inventory/free-in.ts";
import { asCurrency } from "../money.ts";
import type { Sale } from "../sale/sale.ts";
import { howManyToTell } from "./how-many-to-tell.ts";

const NOW = instant(1_800_000_000_000);
const HOUR = 3_600_000;
function idOf<T extends Id<string>>(kind: number, at: number): T {
  const id = asId<T>(`0000000${kind}-0000-7000-8000-00000000000${at}`);
  if (id === null) throw new Error("not an id");
  return id;
}
const EUR = asCurrency("EUR");
const night = (at: number) => idOf<PerformanceId>(1, at);
const [SEAT, STAND] = [idOf<TicketTypeId>(2, 0), idOf<TicketTypeId>(2, 1)];
const [HALL, FLOOR] = [idOf<QuotaId>(3, 0), idOf<QuotaId>(3, 1)];

function saleOf(more: Partial<Sale> = {}): Sale {
  if (EUR === null) throw new Error("no euro");
  return {
    ...{ eventId: idOf<EventId>(0, 0), eventSlug: "e", eventName: "E", status: "published", currency: EUR },
    ...{ rounding: "per-line", fees: null, tax: null, publishedAt: instant(NOW - HOUR), presaleAt: null },
    ...{ onSaleAt: null, salesEndAt: null, stopped: false, needsPass: false, maxPerOrder: null },
    ...{ attendeeNames: "none", paymentMethods: [], questions: [] },
    performances: [{ id: night(0), status: "scheduled", endsAt: instant(NOW + HOUR) }],
    ticketTypes: [SEAT, STAND].map((id) => ({
      ...{ id, name: "T", description: "", price: 1000, hidden: false, minPerOrder: null, maxPerOrder: null },
      ...{ phases: [], pass: null },
    })),
    quotas: [
      { id: HALL, performanceId: null, ticketTypeIds: [SEAT, STAND] },
      { id: FLOOR, performanceId: null, ticketTypeIds: [STAND] },
    ],
    ...more,
  };
}
const told = (sale: Sale, hall: Free, floor: Free = 0) => {
  const [performance] = sale.performances;
  if (performance === undefined) throw new Error("no night");
  return howManyToTell(sale, performance, (id) => (id === HALL ? hall : floor), NOW);
};

it("tells ten for each ticket that can be had for certain, and no more than a thousand at once", () => {
  expect(([0, 1, 7, 100, 5000, "unlimited"] as const).map((left) => told(saleOf(), left))).toEqual([
    0, 10, 70, 1000, 1000, 1000,
  ]);
  // Two types out of one hall are no more tickets than are in the hall.
  expect(told(saleOf(), 3, 3)).toBe(30);
});

it("tells nobody of tickets that nobody has counted, or that are too few for one order", () => {
  expect(told(saleOf(), "unknown")).toBe(0);
  // What is in the hall is certain, whatever is unknown of the floor.
  expect(told(saleOf(), 2, "unknown")).toBe(20);
  const pairs = saleOf().ticketTypes.map((type) => ({ ...type, minPerOrder: 2 }));
  expect([1, 2].map((left) => told(saleOf({ ticketTypes: pairs }), left))).toEqual([0, 20]);
});

it("tells nobody while nobody can buy: before the sale, after it, stopped, put off, cancelled, or hidden", () => {
  const [type] = saleOf().ticketTypes;
  const closed: Partial<Sale>[] = [
    ...[{ onSaleAt: instant(NOW + 1) }, { salesEndAt: NOW }, { stopped: true }],
    ...[{ status: "postponed" as const }, { status: "cancelled" as const }],
    { performances: [{ id: night(0), status: "cancelled", endsAt: instant(NOW + HOUR) }] },
    { performances: [{ id: night(0), status: "scheduled", endsAt: NOW }] },
    { ticketTypes: type === undefined ? [] : [{ ...type, hidden: true }] },
  ];
  expect(closed.map((more) => told(saleOf(more), 5))).toEqual(closed.map(() => 0));
});
