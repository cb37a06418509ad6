import { expect, test } from "vitest";
import { addressLine, placeLine, placeName } from "./place-line.ts";

const place = { venue: { name: "Arena" }, street: "Rynek 1", city: "Kraków", country: "PL" };

test("a place is spelled with its venue, street, city and country, in the reader's language", () => {
  expect(placeLine(place, "en")).toBe("Arena, Rynek 1, Kraków, Poland");
  expect(placeLine(place, "de")).toBe("Arena, Rynek 1, Kraków, Polen");
  expect(addressLine(place, "en")).toBe("Rynek 1, Kraków, Poland");
  expect(placeName(place, "en")).toBe("Arena, Kraków, Poland");
});

test("what is unknown of a place leaves no gap", () => {
  expect(placeLine({ ...place, venue: null, street: undefined }, "en")).toBe("Kraków, Poland");
  expect(placeLine({ ...place, street: "" }, "en")).toBe("Arena, Kraków, Poland");
  expect(placeLine({ ...place, country: "??" }, "en")).toBe("Arena, Rynek 1, Kraków, ??");
});
