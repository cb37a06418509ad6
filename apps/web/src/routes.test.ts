import { expect, test } from "vitest";
import { routeOf } from "./routes.ts";

test("each page is found by its path, with or without a slash at the end", () => {
  expect(routeOf("/")?.route.name).toBe("/");
  expect(routeOf("/events/")).toMatchObject({ path: "/events", route: { name: "/events" } });
  expect(routeOf("/events/a-b")?.route.name).toBe("/events/{slug}");
  expect(routeOf("/venues/hall")?.route.name).toBe("/venues/{slug}");
  expect(routeOf("/promoters/night-shift")?.route.name).toBe("/promoters/{slug}");
  expect(routeOf("/in/")).toMatchObject({ path: "/in", route: { name: "/in" } });
  expect(routeOf("/in/new-york")?.route.name).toBe("/in/{city}");
  expect(routeOf("/in/%E6%9D%B1%E4%BA%AC")?.route.name).toBe("/in/{city}");
  expect(routeOf("/sitemap-2.xml")?.route.name).toBe("/sitemap.xml");
});

test.each([
  "/nowhere",
  "/events/A",
  "/events/a--b",
  "/events/a/b",
  "/unavailable",
  "/404",
  `/events/${"a".repeat(150)}`,
  "/events/%3Cscript%3E",
  "/in/Berlin",
  "/in/a/b",
])("%s is no page, and takes no place in a cache", (path) => {
  expect(routeOf(path)).toBeNull();
});
