import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import { foldedCity } from "@liveotter/core/catalogue/match";
import { type Instant, instant } from "@liveotter/core/instant";
import { cityPath } from "../home/city-address.ts";
import type { SitemapEntry } from "../sitemap.ts";
import type { FanCatalogue } from "./fan-catalogue.ts";

const FIXED: readonly SitemapEntry[] = [
  { path: "/", changedAt: null },
  { path: "/events", changedAt: null },
  { path: "/help", changedAt: null },
];

/** Every event of the snapshot, which holds them all at once, and where and by whom they are. */
export function entriesOfSnapshot(events: readonly CatalogueEvent[]): SitemapEntry[] {
  const changes = new Map<string, Instant>();
  for (const { slug, promoter, performances, changedAt } of events) {
    const paths = [`/events/${slug}`, `/promoters/${promoter.slug}`];
    for (const { place } of performances) {
      if (place === null) continue;
      paths.push(cityPath(foldedCity(place)));
      if (place.venue !== null) paths.push(`/venues/${place.venue.slug}`);
    }
    for (const path of paths) changes.set(path, instant(Math.max(changedAt, changes.get(path) ?? 0)));
  }
  const found = [...changes].map(([path, changedAt]) => ({ path, changedAt }));
  return [...FIXED, ...found.sort((a, b) => (a.path < b.path ? -1 : 1))];
}

/** Pages of the list walked when there is no snapshot: what matters most is what comes soonest. */
const MOST_PAGES = 10;

/** The next thousand events, for want of a snapshot. */
export async function entriesOfList(catalogue: FanCatalogue): Promise<SitemapEntry[]> {
  const slugs = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const list = await catalogue.listEvents({ limit: 100, ...(cursor !== undefined && { cursor }) });
    for (const { slug } of list?.items ?? []) slugs.add(slug);
    if (!list?.nextCursor) break;
    cursor = list.nextCursor;
  }
  return [...FIXED, ...[...slugs].sort().map((slug) => ({ path: `/events/${slug}`, changedAt: null }))];
}
