import type { CatalogueEventDetail } from "@liveotter/core/catalogue/catalogue";
import type { EventId, PerformanceId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency } from "@liveotter/core/money";

const ACTS = [
  "Paper Lanterns",
  "Otter & Sons",
  "The Tide Tables",
  "Młoda Orkiestra",
  "Nachtzug",
  "Café Sombra",
  "Los Faroles",
  "Harbour Choir",
  "Glass Animals of Tomorrow",
  "Signal Fire",
];
const KINDS = [
  "Live",
  "Unplugged",
  "Anniversary Tour",
  "Late Show",
  "Matinee",
  "in Concert",
  "Album Release",
  "Family Special",
  "Open Air",
  "Farewell",
];
const CITIES = [
  ["Kraków", "PL"],
  ["Berlin", "DE"],
  ["Lisboa", "PT"],
  ["Zürich", "CH"],
  ["København", "DK"],
  ["Dublin", "IE"],
  ["Łódź", "PL"],
  ["São Paulo", "BR"],
  ["Montréal", "CA"],
  ["Osaka", "JP"],
] as const;
const WORDS =
  "evening river lights strings brass quiet storm winter summer voices stage garden cellar station bridge market harbour night morning silver paper glass stone copper velvet".split(
    " ",
  );

/** `count` believable events, the same in every run: names differ in act, kind, words and number. */
export function makeEvents(count: number, now: number): CatalogueEventDetail[] {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("EUR is a currency");
  const pick = <T>(from: readonly T[], n: number): T => {
    const item = from[n % from.length];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  return Array.from({ length: count }, (_, n) => {
    const [city, country] = pick(CITIES, n * 7);
    const words = [n, n * 3 + 1, n * 5 + 2].map((k) => pick(WORDS, k)).join(" ");
    const day = now + (1 + (n % 365)) * 86_400_000;
    const date = new Date(day).toISOString().slice(0, 10);
    const id = `01930000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
    return {
      // Ids of the right form by construction.
      id: id as EventId,
      slug: `event-${n}`,
      name: `${pick(ACTS, n)} ${pick(KINDS, n >> 3)}: ${words} ${n}`,
      summary: `An ${words} with guests, doors an hour before.`,
      genre: pick(["concert", "theatre", "comedy", "festival", "club", "talk"], n),
      languages: ["en"],
      tags: [pick(WORDS, n * 11), pick(WORDS, n * 13)],
      status: "published",
      currency,
      priceFrom: 1000 + (n % 90) * 100,
      priceTo: 4000 + (n % 90) * 100,
      promoter: { slug: `promoter-${n % 40}`, name: `Promoter ${n % 40}` },
      series: null,
      publishedAt: instant(now - n * 1000),
      changedAt: instant(now - n * 1000),
      performances: [
        {
          id: id as PerformanceId,
          date,
          time: "20:00",
          endDate: null,
          zone: "Europe/Warsaw",
          startsAt: instant(Date.parse(`${date}T19:00:00Z`)),
          endsAt: instant(Date.parse(`${date}T22:00:00Z`)),
          online: false,
          status: "scheduled",
          place: {
            venue: { slug: `hall-${n % 300}`, name: `Hall ${n % 300}` },
            city,
            country,
            lat: 50 + (n % 9),
            lon: 10 + (n % 20),
          },
        },
      ],
      description: "Doors open an hour before. ".repeat(12),
      access: "",
      orderFee: 0,
      url: null,
      ticketTypes: [{ name: "Entry", price: 1000 + (n % 90) * 100 }],
    };
  });
}
