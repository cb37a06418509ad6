import { expect, test } from "vitest";
import { canonicalZone } from "../performance-time.ts";
import { countryCode } from "./country-code.ts";
import { COUNTRIES, likelyZone } from "./likely-zone.ts";

test.each([
  ["DE", "DE"],
  ["de", "DE"],
  ["Germany", "DE"],
  ["U.S.A.", "US"],
  ["usa", "US"],
  ["The Netherlands", "NL"],
  ["U.K.", "GB"],
  ["UK", "GB"],
  ["Scotland", "GB"],
  ["Czech Republic", "CZ"],
  ["Czechia", "CZ"],
  ["Türkiye", "TR"],
  ["Turkey", "TR"],
  ["Bosnia and Herzegovina", "BA"],
  ["Korea", "KR"],
  ["Hong Kong", "HK"],
  ["Kosovo", "XK"],
  ["Côte d'Ivoire", "CI"],
])("%s is %s", (name, code) => {
  expect(countryCode(name)).toBe(code);
});

test.each(["", "Atlantis", "EU", "ZZ", "toString", "__proto__", "DD", "💥"])("%j is no country", (name) => {
  expect(countryCode(name)).toBeNull();
});

test.each([
  ["US", "Austin, TX", "Austin", "America/Chicago"],
  ["US", "Boston, MA", "Boston", "America/New_York"],
  ["US", "San Francisco", "San Francisco", "America/Los_Angeles"],
  ["CA", "St. John’s", "St. John’s", "America/St_Johns"],
  ["FR", "Paris, FR", "Paris, FR", "Europe/Paris"],
  ["PL", "Kraków", "Kraków", "Europe/Warsaw"],
])("the clocks of %s, %s", (country, typed, city, zone) => {
  expect(likelyZone(country, typed)).toEqual({ city, zone });
});

test("every country has a zone that exists", () => {
  expect(COUNTRIES.size).toBe(248);
  for (const code of COUNTRIES) {
    expect(countryCode(code)).toBe(code);
    expect(canonicalZone(likelyZone(code, "Somewhere")?.zone ?? ""), code).not.toBeNull();
  }
});
