import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Font, readFont } from "./pdf/font.ts";
import { type CardEvent, cardFacts, cardMark, cardPath, drawShareCard } from "./share-card.ts";

const font = (name: string): Font =>
  readFont(
    new Uint8Array(readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans/${name}`))),
  );
const fonts = {
  family: "Noto Sans",
  regular: font("400Regular/NotoSans_400Regular.ttf"),
  bold: font("600SemiBold/NotoSans_600SemiBold.ttf"),
};

type Performance = CardEvent["performances"][number];
const performance = (more: Partial<Performance> = {}): Performance => ({
  ...{ date: "2027-06-12", time: "20:00", endDate: null, online: false, status: "scheduled" },
  place: { venue: { slug: "stodola", name: "Stodoła" }, city: "Warsaw", country: "PL", lat: null, lon: null },
  ...more,
});
const event = (more: Partial<CardEvent> = {}): CardEvent => ({
  ...{ slug: "otters", name: "Otters by Night", genre: "jazz", status: "published", cover: "/covers/otters.1.svg" },
  performances: [performance()],
  ...more,
});
const drawn = (of: CardEvent) => drawShareCard(of, cardFacts(of, "en"), fonts, null);
const textsOf = (svg: string) =>
  [...svg.matchAll(/<text [^>]*font-size="(\d+)"[^>]*>([^<]*)</g)].map((found) => found[2]);

describe("what a card says", () => {
  const elsewhere = { venue: null, city: "Gdańsk", country: "PL", lat: null, lon: null };
  test.each([
    ["one evening", {}, ["Saturday, 12 June 2027, 20:00", "Stodoła, Warsaw"]],
    [
      "one of which only the date is known",
      { performances: [performance({ time: null })] },
      ["Saturday, 12 June 2027", "Stodoła, Warsaw"],
    ],
    [
      "twice a day",
      { performances: [performance(), performance({ time: "15:00" })] },
      ["Saturday, 12 June 2027", "Stodoła, Warsaw"],
    ],
    [
      "a tour, without what was cancelled of it",
      {
        performances: [
          performance(),
          performance({ date: "2027-07-01", endDate: "2027-07-03", place: elsewhere }),
          performance({ date: "2029-01-01", status: "cancelled" }),
        ],
      },
      ["Saturday, 12 June 2027 – Saturday, 3 July 2027", "Warsaw · Gdańsk"],
    ],
    [
      "online",
      { performances: [performance({ place: null, online: true })] },
      ["Saturday, 12 June 2027, 20:00", "Online"],
    ],
    ["nothing known", { performances: [] }, []],
    ["postponed", { status: "postponed" }, ["Postponed"]],
  ] as const)("%s", (_, more, facts) => {
    expect(cardFacts(event(more), "en")).toEqual(facts);
  });

  test("in German, too", () => {
    expect(cardFacts(event(), "de")[0]).toBe("Samstag, 12. Juni 2027, 20:00");
    expect(cardFacts(event({ status: "cancelled" }), "de")).toEqual(["Abgesagt"]);
  });
});

test("the address changes with whatever the card shows, and with nothing else", () => {
  const others = [
    { name: "Otters by Day" },
    { genre: "rock" },
    { cover: "/media/other.jpg" },
    { status: "cancelled" },
    { performances: [performance({ time: "21:00" })] },
    { performances: [performance({ status: "cancelled" })] },
  ] as const;
  expect(new Set([{}, ...others].map((more) => cardMark(event(more)))).size).toBe(others.length + 1);
  expect(cardPath(event({ cover: "/media/other.jpg" }))).toContain("/events/otters/card.jpg?v=");
  expect(cardPath(event())).toBe(`/events/otters/card.png?v=${cardMark({ ...event(), ...{ summary: "new" } })}`);
});

test("a long name is written smaller, and broken within a word only where nothing else helps", () => {
  expect(textsOf(drawn(event()))).toContain("Otters by");
  const titled = (name: string) => textsOf(drawn(event({ name }))).slice(1, -2);
  expect(titled("The Incomprehensible")).toEqual(["The", "Incomprehensible"]);
  expect(titled("Donaudampfschifffahrtsgesellschaft").length).toBeGreaterThan(1);
  expect(titled("word ".repeat(60)).at(-1)).toMatch(/…$/);
});

test("words that the font cannot write are left out, and without its name the cover stands alone", () => {
  const place = { venue: { slug: "v", name: "東京" }, city: "Tokyo", country: "JP", lat: null, lon: null };
  expect(textsOf(drawn(event({ performances: [performance({ place })] })))).toEqual(
    expect.not.arrayContaining([expect.stringContaining("東京")]),
  );
  const alone = drawn(event({ name: "東京の夜" }));
  expect(textsOf(alone)).toEqual([]);
  expect(alone).toContain("translate(0 ");
});

test("whatever is in its texts, nothing but the card's own drawing is in it", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("\0", "\ud800", '"/><script>', "</text><image href='https://x'/>", "]]>", "W".repeat(200)),
  );
  fc.assert(
    fc.property(text, text, text, (name, city, genre) => {
      const place = { venue: null, city, country: "PL", lat: null, lon: null };
      const svg = drawn(event({ name, genre, performances: [performance({ place })] }));
      expect(svg.replace(/>[^<]*</g, "><")).not.toMatch(/<script|<image|<use|href|NaN|undefined|\0/);
      expect(svg.isWellFormed()).toBe(true);
      expect(svg.match(/<text /g)?.length ?? 0).toBe(svg.match(/<\/text>/g)?.length ?? 0);
      expect(svg.length).toBeLessThan(12_000);
    }),
    { numRuns: 60, seed: 11 },
  );
});
