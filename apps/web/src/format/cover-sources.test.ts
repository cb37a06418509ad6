import { coverSize } from "@liveotter/core/picture/sized-picture";
import { expect, test } from "vitest";
import { ENGLISH } from "../words/locale.ts";
import { coverSources } from "./cover-sources.ts";
import { directionsTo } from "./directions.ts";

const FILE = "3f0c2f0e-6d3a-4a54-9d0b-5f3a0f6a9b1c.jpg";

test("an uploaded cover comes in addresses that the API answers, modern formats first", () => {
  const found = coverSources(`/media/${FILE}`);
  expect(found?.sources.map(({ type }) => type)).toEqual(["image/avif", "image/webp"]);
  const named = found?.sources.flatMap(({ srcset }) => srcset.split(", ")) ?? [];
  for (const candidate of [...named, `${found?.plain} 1200w`]) {
    const [address = "", width] = candidate.split(" ");
    expect(address.startsWith(`/media/${FILE}/`)).toBe(true);
    expect(`${coverSize(address.slice(address.lastIndexOf("/") + 1))?.width}w`).toBe(width);
  }
});

test("a drawn cover is sharp in any size", () => {
  expect(coverSources("/covers/otters.1abc.svg")).toBeNull();
});

test("directions lead to the exact place, else to its address", () => {
  const place = {
    venue: { slug: "h", name: "Hall" },
    street: null,
    city: "Łódź",
    country: "PL",
    lat: 51.76,
    lon: 19.46,
  };
  expect(directionsTo(ENGLISH, place)).toBe("https://www.openstreetmap.org/directions?to=51.76%2C19.46");
  const unknown = { ...place, lat: null, lon: null };
  expect(new URL(directionsTo(ENGLISH, unknown)).searchParams.get("query")).toBe("Hall, Łódź, Poland");
  expect(new URL(directionsTo(ENGLISH, { ...unknown, street: "Piotrkowska 1" })).searchParams.get("query")).toBe(
    "Piotrkowska 1, Łódź, Poland",
  );
});
