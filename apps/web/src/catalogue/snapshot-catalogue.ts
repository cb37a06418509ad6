import {
  presentEvent,
  presentFacets,
  presentFindings,
  presentList,
  presentPromoter,
  presentVenue,
} from "@liveotter/contracts/public/present";
import { filterOf, listQueryOf, nextSearchCursor, searchQuestionOf } from "@liveotter/contracts/public/questions";
import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import { type Instant, toIso } from "@liveotter/core/instant";
import { snapshotSearch } from "@liveotter/integrations/search/snapshot-search";
import type { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";
import { CatalogueUnavailable, type FanCatalogue, nothingKnown } from "./fan-catalogue.ts";

/** The last good catalogue, in the public BFF's own words, so that a page looks the same whichever of them answers. */
export function snapshotCatalogue(snapshot: SnapshotReader, now: () => Instant): FanCatalogue {
  const engine = snapshotSearch(() => snapshot.searchable());
  return {
    async listEvents(asked) {
      const query = listQueryOf(asked);
      if (!query.ok) return null;
      const { events, version } = await snapshot.catalogue();
      return presentList(queryCatalogue(events, query.value, now()), about(version), now());
    },
    async readEvent(slug) {
      const { event, version } = await snapshot.event(slug);
      return presentEvent(held(event), about(version));
    },
    async readFacets(filter = {}) {
      const { events, version } = await snapshot.catalogue();
      return presentFacets(facetCatalogue(events, filterOf(filter), now()), about(version));
    },
    async readVenue(slug, asked) {
      const query = listQueryOf({ ...asked, venue: slug });
      if (!query.ok) return null;
      const [{ events, version }, { venue }] = await Promise.all([snapshot.catalogue(), snapshot.venue(slug)]);
      const page = queryCatalogue(events, query.value, now());
      return presentVenue({ venue: held(venue), page }, about(version), now());
    },
    async readPromoter(slug, asked) {
      const query = listQueryOf({ ...asked, promoter: slug });
      if (!query.ok) return null;
      const { events, version } = await snapshot.catalogue();
      const promoter = held(events.find((event) => event.promoter.slug === slug)?.promoter ?? null);
      const page = queryCatalogue(events, query.value, now());
      return presentPromoter({ promoter, page }, about(version), now());
    },
    async search(asked) {
      const question = searchQuestionOf(asked);
      if (!question.ok) return null;
      const found = await engine.search(question.value, now(), NEVER);
      const { version } = await snapshot.searchable();
      return presentFindings(found, nextSearchCursor(question.value, found.total), about(version), now());
    },
    dateSales: nothingKnown,
  };
}

/** What the snapshot lacks may be over, or newer than it: no proof that it does not exist. */
function held<T>(thing: T | null): T {
  if (thing === null) throw new CatalogueUnavailable("the snapshot does not have it");
  return thing;
}

/** The reader has deadlines of its own. */
const NEVER = new AbortController().signal;

const about = ({ at }: CatalogueVersion) => ({ asOf: toIso(at), source: "snapshot", degraded: true }) as const;
