import { instant } from "@liveotter/core/instant";
import { expect, test } from "vitest";
import { ENTRIES_PER_PART, writeSitemap } from "./sitemap.ts";

const ORIGIN = "https://tickets.example";
const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ path: `/events/e-${at}`, changedAt: instant(0) }));

test("few addresses are one file, with the day each changed", () => {
  const text = writeSitemap([{ path: "/a?b&c", changedAt: null }, ...entries(1)], "/sitemap.xml", ORIGIN);
  expect(text).toContain("<loc>https://tickets.example/a?b&#38;c</loc></url>");
  expect(text).toContain("<loc>https://tickets.example/events/e-0</loc><lastmod>1970-01-01T00:00:00.000Z</lastmod>");
});

test("more than fit in one file become an index of parts that together name each address once", () => {
  const many = entries(ENTRIES_PER_PART + 1);
  const index = writeSitemap(many, "/sitemap.xml", ORIGIN);
  expect(index?.match(/<sitemap>/g)).toHaveLength(2);
  expect(index).toContain("https://tickets.example/sitemap-2.xml");
  expect(writeSitemap(many, "/sitemap-1.xml", ORIGIN)?.match(/<url>/g)).toHaveLength(ENTRIES_PER_PART);
  expect(writeSitemap(many, "/sitemap-2.xml", ORIGIN)?.match(/<url>/g)).toHaveLength(1);
});

test("a part that does not exist is nothing", () => {
  expect(writeSitemap(entries(5), "/sitemap-1.xml", ORIGIN)).toBeNull();
  expect(writeSitemap(entries(ENTRIES_PER_PART + 1), "/sitemap-3.xml", ORIGIN)).toBeNull();
});
