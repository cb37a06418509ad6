import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CatalogueEvent } from "../catalogue/catalogue.ts";
import { asId, type EventId, type PerformanceId } from "../ids.ts";
import { instant } from "../instant.ts";
import { asCurrency } from "../money.ts";
import { buildSearchIndex, loadSearchIndex } from "./search-index.ts";

interface Given {
  readonly name: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly lineUp?: readonly string[];
  readonly city?: string;
}

function catalogue(given: readonly Given[]): CatalogueEvent[] {
  return given.map(({ name, summary = "", tags = [], lineUp = [], city }, at) => {
    const digits = String(at).padStart(12, "0");
    const id = asId<EventId>(`00000000-0000-7000-8000-${digits}`);
    const performanceId = asId<PerformanceId>(`00000000-0000-7000-9000-${digits}`);
    const currency = asCurrency("EUR");
    if (id === null || performanceId === null || currency === null) throw new Error("unreachable");
    return {
      id,
      slug: `event-${at}`,
      name,
      summary,
      genre: "",
      languages: [],
      tags,
      lineUp,
      status: "published",
      currency,
      priceFrom: null,
      priceTo: null,
      promoter: { slug: "p", name: "" },
      series: null,
      publishedAt: instant(0),
      changedAt: instant(at),
      performances: [
        {
          id: performanceId,
          date: "2026-11-21",
          time: null,
          endDate: null,
          zone: "Etc/UTC",
          startsAt: instant(0),
          endsAt: instant(1),
          online: city === undefined,
          status: "scheduled",
          place: city === undefined ? null : { venue: null, city, country: "PL", lat: null, lon: null },
        },
      ],
    };
  });
}

/** Names found, best first. */
function finder(given: readonly Given[]) {
  const events = catalogue(given);
  const index = loadSearchIndex(buildSearchIndex(events), events);
  const names = (hits: ReturnType<typeof index.find>) =>
    hits.toSorted((a, b) => b.score - a.score).map(({ position }) => events[position]?.name);
  return {
    find: (text: string, any?: boolean) => names(index.find(text, any)),
    complete: (text: string) => names(index.complete(text)),
  };
}

describe("the index over the snapshot", () => {
  it.each([
    ["jsconf", "exactly"],
    ["jsco", "unfinished"],
    ["jscnof", "with two letters exchanged"],
    ["jscnf", "with a letter missing"],
    ["js conf", "in two words"],
    ["conf", "by a part of the compound"],
  ])("finds JSConf as %s: %s", (text) => {
    expect(finder([{ name: "JSConf" }, { name: "Otter Swim" }]).find(text)).toEqual(["JSConf"]);
  });

  it("finds two words written as one, and a synonym", () => {
    const { find } = finder([{ name: "Ruby Conf" }, { name: "Jazz Festival" }]);
    expect(find("rubyconf")).toEqual(["Ruby Conf"]);
    expect(find("jazz fest")).toEqual(["Jazz Festival"]);
    expect(find("ruby conference")).toEqual(["Ruby Conf"]);
  });

  it.each(["constructor", "__proto__ toString", "hasOwnProperty"])("takes %s for words like others", (text) => {
    expect(finder([{ name: "Otter" }]).find(text)).toEqual([]);
  });

  it("does not take another year for a typo", () => {
    expect(finder([{ name: "Otter 20261" }]).find("20262")).toEqual([]);
  });

  it("finds by city without accents, by country, and by what is in a language without spaces", () => {
    const { find } = finder([{ name: "A", city: "Kraków" }, { name: "東京ジャズ祭り" }]);
    expect(find("krakow")).toEqual(["A"]);
    expect(find("poland")).toEqual(["A"]);
    expect(find("ジャズ")).toEqual(["東京ジャズ祭り"]);
    expect(find("東")).toEqual(["東京ジャズ祭り"]);
  });

  it("finds emoji names by their words and by their emoji, all of them", () => {
    const { find } = finder([{ name: "We ❤️ Speed" }, { name: "❤️ 🎉 Night" }]);
    expect(find("we speed 🎉")).toEqual(["We ❤️ Speed"]);
    expect(find("❤").sort()).toEqual(["We ❤️ Speed", "❤️ 🎉 Night"]);
    expect(find("🎉❤️")).toEqual(["❤️ 🎉 Night"]);
    expect(find("🦦")).toEqual([]);
    expect(find("!?")).toEqual([]);
  });

  it("demands every word, unless told to take any", () => {
    const { find } = finder([{ name: "Otter Night" }, { name: "Otter Day" }]);
    expect(find("otter night")).toEqual(["Otter Night"]);
    expect(find("otter night zzz")).toEqual([]);
    expect(find("otter night zzz", true)).toEqual(["Otter Night", "Otter Day"]);
  });

  it("finds an event by who plays there", () => {
    const { find } = finder([{ name: "Summer Fair", lineUp: ["Otto", "The Żubry"] }, { name: "Winter Fair" }]);
    expect(find("zubry")).toEqual(["Summer Fair"]);
  });

  it("prefers the name to the tags, and the tags to the summary", () => {
    const { find } = finder([
      { name: "Evening one", summary: "otter" },
      { name: "Evening two", tags: ["otter"] },
      { name: "Evening otter" },
    ]);
    expect(find("otter")).toEqual(["Evening otter", "Evening two", "Evening one"]);
  });

  it("completes names only", () => {
    const { complete } = finder([{ name: "Otter Night" }, { name: "Night Swim", summary: "otters" }]);
    expect(complete("ott")).toEqual(["Otter Night"]);
    expect(complete("ni ot")).toEqual(["Otter Night"]);
    expect(complete("")).toEqual([]);
  });

  it("refuses to be loaded over other events, or the same in another order", () => {
    const events = catalogue([{ name: "A" }, { name: "B" }]);
    const text = buildSearchIndex(events);
    expect(() => loadSearchIndex(text, events.toReversed())).toThrow(/another catalogue/);
    expect(() => loadSearchIndex(text, events.slice(1))).toThrow(/another catalogue/);
    expect(() => loadSearchIndex(text.replace('"format":1', '"format":9'), events)).toThrow(/format 9/);
  });

  it("finds every event by its own name, whatever it is made of, and never fails", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { minLength: 1, maxLength: 8 }), (texts) => {
        const { find, complete } = finder(texts.map((name) => ({ name })));
        for (const text of texts) {
          complete(text);
          // Some letters are only another way to write a mark: \ufc5e is a shadda on nothing.
          if (/[\p{L}\p{N}]/u.test(text.normalize("NFKD")) && find(text).length === 0)
            throw new Error(`not found: ${text}`);
        }
      }),
      { seed: 20261121, numRuns: 200 },
    );
  });
});
