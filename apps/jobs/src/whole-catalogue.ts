import type { CatalogueEventDetail, CatalogueVenue } from "@liveotter/core/catalogue/catalogue";
import type { EventId, VenueId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { readAllVenues, readWholeCatalogue } from "@liveotter/database/public/read-whole-catalogue";

/** Some 1 MB of JSON, and 50 ms. */
const PAGE = 500;

/** All public events with something upcoming, page by page. */
export async function* wholeCatalogue(
  db: Database,
  now: Instant,
  signal: AbortSignal,
): AsyncGenerator<readonly CatalogueEventDetail[]> {
  let afterId: EventId | undefined;
  for (;;) {
    const page = await readWholeCatalogue(db, now, { afterId, limit: PAGE }, { signal });
    if (page.length > 0) yield page;
    if (page.length < PAGE) return;
    afterId = page.at(-1)?.id;
  }
}

/** All venues that they are at. */
export async function wholeVenues(db: Database, signal: AbortSignal): Promise<CatalogueVenue[]> {
  const venues: CatalogueVenue[] = [];
  let afterId: VenueId | undefined;
  for (;;) {
    const page = await readAllVenues(db, { afterId, limit: PAGE }, { signal });
    venues.push(...page.map(({ venue }) => venue));
    if (page.length < PAGE) return venues;
    afterId = page.at(-1)?.id;
  }
}
