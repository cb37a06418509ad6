import { priceRange } from "@liveotter/core/event/price-range";
import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { as, created, newPromoter, published, sale } from "../../test/fixture.ts";
import type { EventDraft } from "../promoter/event-draft.ts";
import { readMyEvent } from "../promoter/read-my-event.ts";
import { readEvent } from "../public/read-event.ts";
import { applyPricePhases } from "./apply-price-phases.ts";

const HOUR = 3_600_000;
const inHours = (hours: number) => instant(Date.now() + hours * HOUR);
const MOST = 10_000;

/** Topics of an event's prices in the outbox. */
const announced = async (eventId: string) =>
  (
    await as("owner").query<{ consumer: string }>(
      sql`SELECT consumer FROM outbox WHERE aggregate_id = ${eventId}::uuid AND topic = 'event.prices' ORDER BY id`,
    )
  ).map(({ consumer }) => consumer);

const pricesOf = async (eventId: string) =>
  (
    await as("owner").query<{ from: number | null; to: number | null; changesAt: number | null }>(
      sql`SELECT price_from::int AS from, price_to::int AS to,
        (date_part('epoch', prices_change_at) * 1000)::float8 AS "changesAt" FROM events WHERE id = ${eventId}::uuid`,
    )
  )[0];

test("an event is priced as of the moment it is written", async () => {
  const actor = await newPromoter();
  const parts = sale();
  const event = await published(actor, parts);
  expect(await pricesOf(event.id)).toEqual(priceRange(parts.ticketTypes ?? [], instant(Date.now())));
  // What fans pay: 1000 and 5000, with 50 and 2.5 % of fees.
  expect((await readEvent(as("public"), event.slug)).event).toMatchObject({
    ...{ priceFrom: 1075, priceTo: 5175 },
    ticketTypes: [
      { name: "Entry", price: 1075 },
      { name: "Both nights", price: 5175 },
    ],
  });
});

test("when a phase ends, the public's prices follow, everybody hears of it once, and no version is counted", async () => {
  const actor = await newPromoter();
  const event = await published(actor, sale());
  await applyPricePhases(as("jobs"), inHours(2), MOST);
  expect(await pricesOf(event.id)).toMatchObject({ from: 2000, to: 5000 });
  expect(await announced(event.id)).toEqual(["search", "snapshot", "cache"]);
  await applyPricePhases(as("jobs"), inHours(3), MOST);
  expect(await announced(event.id)).toHaveLength(3);

  await applyPricePhases(as("jobs"), inHours(25), MOST);
  expect(await pricesOf(event.id)).toEqual({ from: 3000, to: 5000, changesAt: null });
  expect(await announced(event.id)).toHaveLength(6);
  const after = await readMyEvent(as("promoter"), { promoterId: actor.promoterId, eventId: event.id });
  expect(after).toEqual({ ...event, changedAt: after?.changedAt });
});

test("of a draft nobody hears", async () => {
  const event = await created(await newPromoter(), sale());
  await applyPricePhases(as("jobs"), inHours(2), MOST);
  expect(await pricesOf(event.id)).toMatchObject({ from: 2000 });
  expect(await announced(event.id)).toEqual([]);
});

test("sweepers at once take each event once", async () => {
  const actor = await newPromoter();
  const events = await Promise.all(Array.from({ length: 6 }, () => published(actor, sale())));
  await Promise.all(Array.from({ length: 4 }, () => applyPricePhases(as("jobs"), inHours(2), MOST)));
  for (const { id } of events) expect(await announced(id)).toHaveLength(3);
});

test("Postgres and whoever writes an event mean the same price, at every moment", async () => {
  const actor = await newPromoter();
  // A small generator with a fixed seed, so that a red run has a cause in its change.
  let state = 20261121;
  const random = (below: number) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const start = Math.ceil(Date.now() / HOUR) * HOUR + HOUR;
  for (let round = 0; round < 8; round++) {
    const ticketTypes: EventDraft["ticketTypes"] = Array.from({ length: random(4) }, (_, n) => ({
      ...{ name: `Type ${n}`, price: random(5000), hidden: random(3) === 0 },
      phases: [...new Set(Array.from({ length: random(4) }, () => random(10)))]
        .sort((a, b) => a - b)
        .map((hour) => ({ name: `Until ${hour}`, until: instant(start + hour * HOUR), price: random(5000) })),
    }));
    const { id } = await created(actor, { ticketTypes });
    for (let hour = 0; hour <= 10; hour += 1 + random(3)) {
      const at = instant(start + hour * HOUR);
      await applyPricePhases(as("jobs"), at, MOST);
      expect(await pricesOf(id)).toEqual(priceRange(ticketTypes, at));
    }
  }
});

test("only jobs may sweep", async () => {
  for (const role of ["public", "promoter", "auth", "reporting"] as const) {
    await expect(applyPricePhases(as(role), inHours(0), 1)).rejects.toMatchObject({ code: "42501" });
  }
});
