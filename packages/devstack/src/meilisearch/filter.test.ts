import { describe, expect, it } from "vitest";
import { parseFilter } from "./filter.ts";

const FILTERABLE = ["city", "price", "tags", "online", "empty", "_geo", "place"];
const DOCUMENT = {
  city: "Kraków",
  price: 12,
  tags: ["jazz", "big band"],
  online: true,
  empty: null,
  place: { venue: 'it\'s "here"' },
  _geo: { lat: 50.06, lng: 19.94 },
};

const holds = (filter: unknown) => parseFilter(filter, FILTERABLE, "invalid_search_filter")(DOCUMENT);

describe("the filter language", () => {
  it.each([
    ["city = krakow", true],
    ["city = 'KRAKÓW'", true],
    ["city != krakow", false],
    ["tags = 'big band'", true],
    ["tags != jazz", false],
    ["price > 11 AND price <= 12", true],
    ["price 10 TO 12", true],
    ["price 13 TO 20", false],
    ["price IN [1, 12]", true],
    ["tags NOT IN [rock, pop]", true],
    ["tags IN []", false],
    ["online = true", true],
    ["NOT online = true", false],
    ["city EXISTS", true],
    ["price NOT EXISTS", false],
    ["empty IS NULL", true],
    ["empty IS NOT NULL", false],
    ["city = paris OR city = krakow AND price = 1", false],
    ["(city = paris OR city = krakow) AND price = 12", true],
    ['place.venue = "it\'s \\"here\\""', true],
    ["_geoRadius(50, 20, 10000)", true],
    ["_geoRadius(50, 20, 1000)", false],
    ["_geoBoundingBox([51, 20], [50, 19])", true],
    [["city = krakow", ["price = 1", "price = 12"]], true],
    [["city = krakow", ["price = 1", "price = 2"]], false],
    ["", true],
  ])("%j is %s", (filter, expected) => {
    expect(holds(filter)).toBe(expected);
  });

  it.each([
    ["secret = 1", /not filterable/],
    ["price > abc", /finite number/],
    ["city =", /expecting a value/],
    ["(city = krakow", /Was expecting `\)`/],
    ["city = krakow price", /unexpected characters/],
    ["city = AND", /expecting a value/],
    ["_geoRadius(91, 0, 1)", /Bad latitude/],
    ['city = "open', /Unexpected character/],
  ])("%j is refused as an invalid filter", (filter, message) => {
    expect(() => holds(filter)).toThrow(message);
    expect(() => holds(filter)).toThrow(expect.objectContaining({ status: 400 }));
  });
});
