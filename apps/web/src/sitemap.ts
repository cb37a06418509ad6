import { type Instant, toIso } from "@liveotter/core/instant";
import { at, ENGLISH, LANGUAGES } from "./words/locale.ts";

/** A page that search engines should know, and when what it shows last changed. */
export interface SitemapEntry {
  /** Without a locale's prefix. */
  readonly path: string;
  readonly changedAt: Instant | null;
}

/** Pages in one file, each in every language: the format allows 50,000 addresses (sitemaps.org); less is read again sooner. */
export const ENTRIES_PER_PART = 2500;

/**
 * `/sitemap.xml`: an index of the parts, with the time of the last change in each; `/sitemap-2.xml`: the second part.
 * `null` for a part that does not exist.
 */
export function writeSitemap(entries: readonly SitemapEntry[], path: string, origin: string): string | null {
  const parts = Array.from({ length: Math.ceil(entries.length / ENTRIES_PER_PART) }, (_, part) =>
    entries.slice(part * ENTRIES_PER_PART, (part + 1) * ENTRIES_PER_PART),
  );
  const [, number] = /^\/sitemap-(\d+)\.xml$/.exec(path) ?? [];
  if (number === undefined) return writeIndex(parts, origin);
  const part = parts[Number(number) - 1];
  return part === undefined ? null : writeUrls(part, origin);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"';

function writeIndex(parts: readonly (readonly SitemapEntry[])[], origin: string): string {
  const maps = parts.map((entries, part) => {
    const latest = entries.reduce<Instant | null>((last, { changedAt }) => later(last, changedAt), null);
    return `<sitemap><loc>${xml(`${origin}/sitemap-${part + 1}.xml`)}</loc>${lastmod(latest)}</sitemap>\n`;
  });
  return `${HEAD}<sitemapindex ${XMLNS}>\n${maps.join("")}</sitemapindex>\n`;
}

/** Each language's address beside all of them: https://developers.google.com/search/docs/specialty/international/localized-versions */
function writeUrls(entries: readonly SitemapEntry[], origin: string): string {
  const urls = entries.map(({ path, changedAt }) => {
    const link = (hreflang: string, address: string) =>
      `<xhtml:link rel="alternate" hreflang="${hreflang}" href="${address}"/>`;
    const pages = LANGUAGES.map((locale) => ({ lang: locale.lang, address: xml(origin + at(locale, path)) }));
    const links = [
      ...pages.map(({ lang, address }) => link(lang, address)),
      link("x-default", xml(origin + at(ENGLISH, path))),
    ].join("");
    return pages.map(({ address }) => `<url><loc>${address}</loc>${lastmod(changedAt)}${links}</url>\n`).join("");
  });
  return `${HEAD}<urlset ${XMLNS} ${XHTML}>\n${urls.join("")}</urlset>\n`;
}

const later = (a: Instant | null, b: Instant | null): Instant | null => (b === null || (a !== null && a > b) ? a : b);

const lastmod = (at: Instant | null): string => (at === null ? "" : `<lastmod>${toIso(at)}</lastmod>`);

const xml = (text: string): string => text.replace(/[<>&'"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
