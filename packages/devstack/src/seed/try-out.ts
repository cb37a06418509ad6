import type { SeedEvent, SeedPerformance, SeedSale } from "./write-catalogue.ts";

const DAY_MS = 86_400_000;

/** The address of the event to begin with. */
export const TRY_OUT_SLUG = "night-swim-with-otters";

const IBAN = "IBAN PL61 1090 1014 0000 0712 1981 2874, in the name of Otter & Reed";

const ON_SALE = {
  ...{ zone: "Europe/Warsaw", presaleAt: null, onSaleAt: null, maxPerOrder: 6, fees: null },
  tax: { name: "VAT", rate: 8000, included: true },
} satisfies Omit<SeedSale, "quotas">;

/** Events of one promoter that show, one by one, each way of selling tickets. */
export function tryOut(today: number, promoterId: string): SeedEvent[] {
  const on = (days: number, time: string, minutes = 120): SeedPerformance => ({
    ...{ date: new Date(today + days * DAY_MS).toISOString().slice(0, 10), time, endDate: null, minutes },
    ...{ zone: "Europe/Warsaw", online: false },
    place: { venueId: null, city: "Gdynia", country: "PL", lat: 54.5189, lon: 18.5305 },
  });
  const event = (
    [slug, name, summary]: readonly [string, string, string],
    rest: Pick<SeedEvent, "performances" | "ticketTypes" | "sale" | "postponed">,
  ): SeedEvent => ({
    ...{ promoterId, slug, name, summary, description: "", genre: "festival", languages: ["en"], url: null },
    ...{ tags: ["otters"], currency: "EUR", seriesId: null, publishedAt: today - DAY_MS, ...rest },
  });
  const each = (count: number, name: string, capacity: number, ticketTypes: readonly number[]) =>
    Array.from({ length: count }, (_, performance) => ({ name, capacity, performance, ticketTypes }));
  return [
    event([TRY_OUT_SLUG, "Night swim with otters", "Two evenings in the sea, by lantern light."], {
      performances: [on(40, "20:00"), on(41, "20:00")],
      ticketTypes: [
        { name: "Swimmer", price: 2300 },
        { name: "From the pier", price: 1200 },
        { name: "Friends of otters", price: 900, hidden: true },
      ],
      sale: {
        ...ON_SALE,
        fees: { perTicket: 100, perOrder: 150, percent: 250, paidBy: "fan" },
        quotas: [...each(2, "Evening", 300, [0, 1, 2]), ...each(2, "Pier", 5, [1])],
        ...{ transfer: IBAN, payAtDoor: true },
        codes: [
          { code: "RIVER10", percent: 1000, maxUses: 50 },
          { code: "FRIENDS", opens: "hidden" },
        ],
      },
    }),
    event(["otters-at-dusk", "Otters at dusk", "Every evening on the jetty. They eat first."], {
      performances: Array.from({ length: 14 }, (_, day) => on(day, "18:00", 60)),
      ticketTypes: [{ name: "Place on the jetty", price: 1400 }],
      sale: { ...ON_SALE, quotas: each(14, "Jetty", 24, [0]) },
    }),
    event(["tide-walk", "Tide walk", "To the sandbank and back before the water is. Codes that rotate."], {
      performances: Array.from({ length: 14 }, (_, day) => on(day, "15:30", 90)),
      ticketTypes: [{ name: "Walker", price: 0 }],
      sale: { ...ON_SALE, quotas: each(14, "Sandbank", 30, [0]), rotating: true },
    }),
    event(["three-days-at-the-weir", "Three days at the weir", "Come for a day, or stay for all of them."], {
      performances: [on(70, "12:00", 600), on(71, "12:00", 600), on(72, "12:00", 600)],
      ticketTypes: [
        { name: "Day", price: 4000 },
        { name: "All three days", price: 9900, pass: [0, 1, 2] },
      ],
      sale: { ...ON_SALE, quotas: each(3, "Meadow", 800, [0, 1]) },
    }),
    event(["supper-under-the-willows", "Supper under the willows", "One long table, forty seats, no wrong shoes."], {
      performances: [on(33, "19:00", 180)],
      ticketTypes: [{ name: "Seat", price: 3000 }],
      sale: {
        ...{ ...ON_SALE, quotas: each(1, "Table", 40, [0]), transfer: IBAN, attendeeNames: "required" },
        questions: [
          { label: "I have read the house rules", kind: "tick", of: "order", required: true },
          { label: "Menu", kind: "choice", of: "attendee", required: true, choices: ["Fish", "Kelp"] },
        ],
      },
    }),
    event(["sing-to-the-river", "Sing to the river", "Free, and nearly full: the jetty carries five."], {
      performances: [on(21, "06:30", 45)],
      ticketTypes: [{ name: "Place on the jetty", price: 0 }],
      sale: { ...ON_SALE, quotas: each(1, "Jetty", 5, [0]) },
    }),
    event(["midnight-kayaks", "Midnight kayaks", "For those with a code (EARLY) already, for everybody in ten days."], {
      performances: [on(90, "23:30", 90)],
      ticketTypes: [{ name: "Kayak for two", price: 5400 }],
      sale: {
        ...{ ...ON_SALE, presaleAt: today - DAY_MS, onSaleAt: today + 10 * DAY_MS },
        quotas: each(1, "Kayaks", 60, [0]),
        codes: [{ code: "EARLY", opens: "presale" }],
      },
    }),
    event(["floating-cinema", "Floating cinema", "The screen has drifted off: a new day is being looked for."], {
      performances: [on(25, "21:00")],
      ticketTypes: [{ name: "Deckchair", price: 1500 }],
      postponed: true,
      sale: { ...ON_SALE, quotas: each(1, "Deck", 120, [0]) },
    }),
  ];
}
