import { facetCatalogue } from "@liveotter/core/catalogue/facet-catalogue";
import { queryCatalogue } from "@liveotter/core/catalogue/query-catalogue";
import type { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";
import type { CatalogueSource } from "./source.ts";

/** The last good catalogue, for when the record does not answer: the same questions over what is in memory. */
export function snapshotSource(snapshot: Pick<SnapshotReader, "catalogue" | "event" | "venue">): CatalogueSource {
  return {
    async list(query, now) {
      const { events, version } = await snapshot.catalogue();
      return { content: queryCatalogue(events, query, now), version };
    },
    async event(slug) {
      const { event, version } = await snapshot.event(slug);
      return { content: event, version };
    },
    async facets(filter, now) {
      const { events, version } = await snapshot.catalogue();
      return { content: facetCatalogue(events, filter, now), version };
    },
    async venue(slug, query, now) {
      const [{ events, version }, { venue }] = await Promise.all([snapshot.catalogue(), snapshot.venue(slug)]);
      return { content: venue && { venue, page: queryCatalogue(events, query, now) }, version };
    },
    async promoter(slug, query, now) {
      const { events, version } = await snapshot.catalogue();
      const promoter = events.find((event) => event.promoter.slug === slug)?.promoter;
      return { content: promoter ? { promoter, page: queryCatalogue(events, query, now) } : null, version };
    },
  };
}
