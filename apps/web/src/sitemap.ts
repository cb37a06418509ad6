import { type Instant, toIso } from "@liveotter/core/instant";

/** A page that search engines should know, and when what it shows last changed. */
export interface SitemapEntry {
  readonly path: string;
  readonly changedAt: Instant | null;
}

/** Addresses in one file; the format allows 50,000 (sitemaps.org), but smaller files are read again sooner. */
export const ENTRIES_PER_PART = 10_000;

/**
 * `/sitemap.xml`, or `/sitemap-2.xml` for its second part: all addresses, or an index of the parts when they are too
 * many for one file. `null` for a part that does not exist.
 */
export function writeSitemap(entries: readonly SitemapEntry[], path: string, origin: string): string | null {
  const parts = Math.ceil(entries.length / ENTRIES_PER_PART);
  const [, number] = /^\/sitemap-(\d+)\.xml$/.exec(path) ?? [];
  if (number === undefined) return parts > 1 ? writeIndex(parts, origin) : writeUrls(entries, origin);
  const part = Number(number);
  if (parts <= 1 || part < 1 || part > parts) return null;
  return writeUrls(entries.slice((part - 1) * ENTRIES_PER_PART, part * ENTRIES_PER_PART), origin);
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

function writeIndex(parts: number, origin: string): string {
  const maps = Array.from(
    { length: parts },
    (_, at) => `<sitemap><loc>${xml(`${origin}/sitemap-${at + 1}.xml`)}</loc></sitemap>\n`,
  );
  return `${HEAD}<sitemapindex ${XMLNS}>\n${maps.join("")}</sitemapindex>\n`;
}

function writeUrls(entries: readonly SitemapEntry[], origin: string): string {
  const urls = entries.map(({ path, changedAt }) => {
    const changed = changedAt === null ? "" : `<lastmod>${toIso(changedAt)}</lastmod>`;
    return `<url><loc>${xml(origin + path)}</loc>${changed}</url>\n`;
  });
  return `${HEAD}<urlset ${XMLNS}>\n${urls.join("")}</urlset>\n`;
}

const xml = (text: string): string => text.replace(/[<>&'"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
