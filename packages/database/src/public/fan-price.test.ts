import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";
import { inAll, priceTicket } from "@liveotter/core/pricing/price-ticket";
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { as, newPromoter, published } from "../../test/fixture.ts";
import { listCatalogue } from "./list-catalogue.ts";
import { readEvent } from "./read-event.ts";

const EUR = asCurrency("EUR");
if (EUR === null) throw new Error("no euro");

it("Postgres says of a ticket's price what the till says", async () => {
  const any = fc.record({
    price: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 0, max: 1_000_000_000 })),
    fees: fc.option(
      fc.record({
        perTicket: fc.integer({ min: 0, max: 1000 }),
        percent: fc.integer({ min: 0, max: 10_000 }),
        paidBy: fc.constantFrom("fan" as const, "promoter" as const),
      }),
    ),
    tax: fc.option(fc.record({ rate: fc.integer({ min: 0, max: 100_000 }), included: fc.boolean() })),
  });
  const tries = fc.sample(any, 500);
  const given = tries.map(({ price, fees, tax }) => ({
    ...{ price, per_ticket: fees?.perTicket, percent: fees?.percent, paid_by: fees?.paidBy },
    ...{ tax_rate: tax?.rate, tax_included: tax?.included },
  }));
  const rows = await as("public").query<{ price: string }>(sql`
    SELECT fan_price(price, per_ticket, percent, paid_by, tax_rate, tax_included)::text AS price
    FROM jsonb_to_recordset(${JSON.stringify(given)}::jsonb) AS given (price bigint, per_ticket bigint, percent integer,
      paid_by text, tax_rate integer, tax_included boolean)`);
  const expected = tries.map(({ price, fees, tax }) => {
    const terms = {
      ...{ currency: EUR, rounding: "per-line" as const, fees: fees && { ...fees, perOrder: 0 } },
      tax: tax && { ...tax, name: "VAT" },
    };
    return inAll(priceTicket(terms, price, null));
  });
  expect(rows.map(({ price }) => Number(price))).toEqual(expected);
});

it("the catalogue shows and finds by the price that fans pay", async () => {
  const promoter = await newPromoter();
  const event = await published(promoter, {
    ticketTypes: [
      { name: "Seat", price: 2000 },
      { name: "Box", price: 5000 },
    ],
    fees: { perTicket: 100, perOrder: 50, percent: 1000, paidBy: "fan" },
    tax: { name: "Tax", rate: 10_000, included: false },
  });
  const { event: shown } = await readEvent(as("public"), event.slug);
  expect(shown).toMatchObject({ priceFrom: 2500, priceTo: 6100, ticketTypes: [{ price: 2500 }, { price: 6100 }] });
  expect(shown?.orderFee).toBe(50);
  const now = instant(Date.now());
  const below = async (minor: number) => {
    const query = { promoter: promoter.slug, maxPrice: { minor, currency: EUR }, sort: "date", limit: 5 } as const;
    const { page } = await listCatalogue(as("public"), query, now);
    return page.items.length;
  };
  expect([await below(2499), await below(2500)]).toEqual([0, 1]);
});
