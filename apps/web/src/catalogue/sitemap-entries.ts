import type { CatalogueEvent } from "@liveotter/core/catalogue/catalogue";
import { foldText } from "@liveotter/core/fold-text";
import type { Instant } from "@liveotter/core/instant";
import { cityPath } from "../home/city-address.ts";
import type { SitemapEntry } from "../sitemap.ts";
import type { FanCatalogue } from "./fan-catalogue.ts";

const FIXED: readonly SitemapEntry[] = [
  { path: "/", changedAt: null },
  { path: "/events", changedAt: null },
  { path: "/help", changedAt: null },
];

const entries = new WeakMap<readonly CatalogueEvent[], readonly SitemapEntry[]>();

/**
 * Every event of the snapshot, which holds them all at once, and where and by whom they are. Made once of each snapshot: of a
 * large catalogue that takes a second, and anybody may ask for thousands of parts that there are not.
 */
export function entriesOfSnapshot(events: readonly CatalogueEvent[]): readonly SitemapEntry[] {
  const known = entries.get(events);
  if (known !== undefined) return known;
  const made = entriesOf(events);
  entries.set(events, made);
  return made;
}

function entriesOf(events: readonly CatalogueEvent[]): SitemapEntry[] {
  const [changes, cities] = [new Map<string, Instant>(), new Map<string, Instant>()];
  const note = (of: Map<string, Instant>, key: string, changedAt: Instant) => {
    if (changedAt > (of.get(key) ?? Number.NEGATIVE_INFINITY)) of.set(key, changedAt);
  };
  for (const { slug, promoter, performances, changedAt } of events) {
    note(changes, `/events/${slug}`, changedAt);
    note(changes, `/promoters/${promoter.slug}`, changedAt);
    for (const { place } of performances) {
      if (place === null) continue;
      note(cities, place.city, changedAt);
      if (place.venue !== null) note(changes, `/venues/${place.venue.slug}`, changedAt);
    }
  }
  for (const [city, changedAt] of cities) note(changes, cityPath(foldText(city)), changedAt);
  return [...FIXED, ...[...changes.keys()].sort().map((path) => ({ path, changedAt: changes.get(path) ?? null }))];
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
