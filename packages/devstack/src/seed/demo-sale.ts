import type { DemoCity, VenueKind } from "./places.ts";
import { between, type Random } from "./random.ts";
import type { SeedPerformance, SeedSale, SeedTicketType } from "./write-catalogue.ts";

const DAY_MS = 86_400_000;

/** How many people such a room holds, from and to. */
const CAPACITIES: Readonly<Record<VenueKind, readonly [number, number]>> = {
  hall: [900, 2400],
  club: [180, 600],
  theatre: [420, 1300],
  arena: [8000, 16_000],
  park: [3000, 12_000],
  gallery: [60, 180],
};

/** What is added to a ticket there, in thousandths of a per cent. Countries without an entry state no tax. */
const TAXES: Readonly<Record<string, { readonly name: string; readonly rate: number }>> = {
  DE: { name: "MwSt", rate: 7000 },
  FR: { name: "TVA", rate: 5500 },
  GB: { name: "VAT", rate: 20_000 },
  JP: { name: "消費税", rate: 10_000 },
  PL: { name: "VAT", rate: 8000 },
  PT: { name: "IVA", rate: 6000 },
};

/** The price of the last ticket type but so many tickets: a restricted view, a child, a balcony. */
const SMALL_SHARE = 0.2;

export interface SaleOptions {
  readonly random: Random;
  /** Epoch milliseconds. */
  readonly today: number;
  readonly city: DemoCity;
  readonly venue: VenueKind;
  readonly performances: readonly SeedPerformance[];
  readonly ticketTypes: readonly SeedTicketType[];
  /** Whether this promoter adds fees, and how much a ticket: a tenth of what ten euros are there. */
  readonly fees: boolean;
}

/**
 * How an event with a room of its own is sold: a pool for each performance, a smaller one for its cheapest or dearest
 * seats, a fee, the tax of its country, and for some a first price until a while before, or a sale that is yet to open.
 */
export function saleOf(options: SaleOptions): { sale: SeedSale; ticketTypes: readonly SeedTicketType[] } {
  const { random, today, city, performances, ticketTypes } = options;
  const first = Date.parse(performances[0]?.date ?? "") - 7 * DAY_MS;
  const daysAhead = Math.floor((first - today) / DAY_MS);
  const early = daysAhead > 40 && random() < 0.4;
  const later = daysAhead > 150 && random() < 0.5;
  const onSaleAt = later ? hour(today + between(random, 6, 50) * DAY_MS) : null;
  const until = hour(Math.max(today, onSaleAt ?? today) + between(random, 8, Math.min(daysAhead - 8, 60)) * DAY_MS);
  return {
    sale: {
      zone: city.zone,
      presaleAt: onSaleAt === null || random() < 0.5 ? null : onSaleAt - 2 * DAY_MS,
      onSaleAt,
      maxPerOrder: performances.length > 3 ? 8 : 6,
      fees: options.fees ? { perTicket: fee(ticketTypes), perOrder: 0, percent: 250, paidBy: "fan" } : null,
      tax: taxOf(city),
      quotas: quotasOf(options),
    },
    ticketTypes: early
      ? ticketTypes.map((type) => ({
          ...type,
          phases: type.price === 0 ? [] : [{ name: "Early bird", until, price: reduced(type.price) }],
        }))
      : ticketTypes,
  };
}

/** As many as like may watch. */
export const streamOf = (performances: readonly SeedPerformance[], ticketTypes: readonly unknown[]): SeedSale => ({
  zone: performances[0]?.zone ?? "UTC",
  ...{ presaleAt: null, onSaleAt: null, maxPerOrder: 4, fees: null, tax: null },
  quotas: performances.map((_, performance) => ({
    ...{ name: "Stream", capacity: null, performance, ticketTypes: ticketTypes.map((_, at) => at) },
  })),
});

function quotasOf({ random, venue, performances, ticketTypes }: SaleOptions): SeedSale["quotas"] {
  const [least, most] = CAPACITIES[venue];
  const capacity = Math.round(between(random, least, most) / 10) * 10;
  const all = ticketTypes.map((_, at) => at);
  return performances.flatMap((_, performance) => [
    { name: "House", capacity, performance, ticketTypes: all },
    ...(all.length < 2
      ? []
      : [
          {
            name: ticketTypes.at(-1)?.name ?? "",
            capacity: Math.ceil(capacity * SMALL_SHARE),
            performance,
            ticketTypes: all.slice(-1),
          },
        ]),
  ]);
}

const taxOf = ({ country }: DemoCity): SeedSale["tax"] => {
  const tax = TAXES[country];
  return tax === undefined ? null : { ...tax, included: true };
};

/** Some four per cent of the cheapest ticket, in the same round steps as prices. */
function fee(ticketTypes: readonly SeedTicketType[]): number {
  const cheapest = Math.min(...ticketTypes.map(({ price }) => price));
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, cheapest))) - 1);
  return Math.round((cheapest * 0.04) / step) * step;
}

/** A fifth off, as round as the price itself. */
function reduced(price: number): number {
  const step = price % 10_000 === 0 ? 1000 : price % 100 === 0 ? 100 : 1;
  return Math.round((price * 0.8) / step) * step;
}

/** Ten in the morning by UTC, when sales open and prices change. */
const hour = (day: number): number => Math.floor(day / DAY_MS) * DAY_MS + 10 * 3_600_000;
