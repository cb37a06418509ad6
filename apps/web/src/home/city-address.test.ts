import { foldText } from "@liveotter/core/fold-text";
import { expect, test } from "vitest";
import { cityAt, cityPath } from "./city-address.ts";

test.each(["Kraków", "New York", "東京", "Frankfurt (Oder)", "St. John’s"])(
  "%s has one address, which leads back",
  (city) => {
    const path = cityPath(foldText(city));
    expect(new URL(path, "https://x").pathname).toBe(path);
    expect(cityAt(decodeURIComponent(path.slice("/in/".length)))).toBe(foldText(city));
  },
);

test.each(["", "-", "Krakow", "kraków", "new--york", "-york", "a b", "x".repeat(101), "a\0b"])(
  "%j is no city's address",
  (segment) => expect(cityAt(segment)).toBeNull(),
);
