import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import { type Instant, instant } from "@liveotter/core/instant";
import type { SitemapEntry } from "../sitemap.ts";
import type { FanCatalogue } from "./fan-catalogue.ts";

const FIXED: readonly SitemapEntry[] = [
  { path: "/", changedAt: null },
  { path: "/events", changedAt: null },
];

/** Every event and venue of the snapshot, which holds them all at once. */
export function entriesOfSnapshot(events: readonly CatalogueEvent[]): SitemapEntry[] {
  const venues = new Map<string, Instant>();
  for (const { performances, changedAt } of events) {
    for (const { place } of performances) {
      if (!place?.venue) continue;
      venues.set(place.venue.slug, instant(Math.max(changedAt, venues.get(place.venue.slug) ?? 0)));
    }
  }
  return [
    ...FIXED,
    ...events.map(({ slug, changedAt }) => ({ path: `/events/${slug}`, changedAt })),
    ...[...venues].map(([slug, changedAt]) => ({ path: `/venues/${slug}`, changedAt })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
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
