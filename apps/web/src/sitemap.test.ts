import { instant } from "@liveotter/core/instant";
import { expect, test } from "vitest";
import { ENTRIES_PER_PART, type SitemapEntry, writeSitemap } from "./sitemap.ts";

const ORIGIN = "https://tickets.example";
const entries = (count: number) =>
  Array.from({ length: count }, (_, at): SitemapEntry => ({ path: `/events/e-${at}`, changedAt: instant(0) }));

const urlsOf = (text: string | null) => [...(text ?? "").matchAll(/<url><loc>([^<]*)<\/loc>/g)].map(([, url]) => url);

test("a part has each page in every language, each beside all of them, and when it changed", () => {
  const text = writeSitemap([{ path: "/a?b&c", changedAt: null }, ...entries(1)], "/sitemap-1.xml", ORIGIN);
  expect(urlsOf(text)).toEqual(
    ["/a?b&#38;c", "/de/a?b&#38;c", "/events/e-0", "/de/events/e-0"].map((path) => ORIGIN + path),
  );
  const links = [
    ["en", "/events/e-0"],
    ["de", "/de/events/e-0"],
    ["x-default", "/events/e-0"],
  ].map(([lang, path]) => `<xhtml:link rel="alternate" hreflang="${lang}" href="${ORIGIN}${path}"/>`);
  for (const path of ["/events/e-0", "/de/events/e-0"]) {
    expect(text).toContain(
      `<loc>${ORIGIN}${path}</loc><lastmod>1970-01-01T00:00:00.000Z</lastmod>${links.join("")}</url>`,
    );
  }
});

test("the index names parts that together name each page once, and when each last changed", () => {
  const many = entries(ENTRIES_PER_PART + 1);
  many.splice(1, 1, { path: "/events/late", changedAt: instant(86_400_000) });
  const index = writeSitemap(many, "/sitemap.xml", ORIGIN) ?? "";
  expect([...index.matchAll(/<loc>([^<]*)<\/loc><lastmod>([^<]*)</g)].map(([, ...part]) => part)).toEqual([
    [`${ORIGIN}/sitemap-1.xml`, "1970-01-02T00:00:00.000Z"],
    [`${ORIGIN}/sitemap-2.xml`, "1970-01-01T00:00:00.000Z"],
  ]);
  const all = [1, 2].flatMap((part) => urlsOf(writeSitemap(many, `/sitemap-${part}.xml`, ORIGIN)));
  expect(new Set(all).size).toBe(2 * many.length);
});

test("a part that does not exist is nothing", () => {
  expect(writeSitemap(entries(5), "/sitemap-2.xml", ORIGIN)).toBeNull();
  expect(writeSitemap(entries(5), "/sitemap-0.xml", ORIGIN)).toBeNull();
});
