import type { CallOptions, PublicClient, Result } from "@liveotter/contracts/public/client";
import { CatalogueUnavailable, type FanCatalogue } from "./fan-catalogue.ts";

/** The catalogue as the public BFF answers. `options` carries the deadline and the headers to hand on. */
export function bffCatalogue(client: PublicClient, options: CallOptions): FanCatalogue {
  return {
    listEvents: async (query) => contentOf(await client.listEvents(query, options)),
    readEvent: async (slug) => contentOf(await client.readEvent(slug, options)),
    readFacets: async (filter) => {
      const facets = contentOf(await client.readFacets(filter, options));
      if (facets === null) throw new CatalogueUnavailable("the facets were refused");
      return facets;
    },
    readVenue: async (slug, query) => contentOf(await client.readVenue(slug, query, options)),
    readPromoter: async (slug, query) => contentOf(await client.readPromoter(slug, query, options)),
    search: async (query) => contentOf(await client.search(query, options)),
  };
}

/** A refusal that is ours to bear (no such thing, a cursor nobody gave out) is `null`; any other is unavailability. */
export function contentOf<T>(result: Result<T>): T | null {
  if (result.ok) return result.data;
  const status = result.problem?.status;
  if (status === 404 || status === 410 || status === 400) return null;
  const cause = result.problem === null ? { cause: result.unreachable } : undefined;
  throw new CatalogueUnavailable(
    `the public BFF ${status === undefined ? "was not reached" : `answered ${status}`}`,
    cause,
  );
}
