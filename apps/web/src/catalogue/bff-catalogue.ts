import type { CallOptions, PublicClient, Result } from "@liveotter/contracts/public/client";
import { withDeadline } from "@liveotter/integrations/deadline";
import { CatalogueUnavailable, type DateSale, type FanCatalogue } from "./fan-catalogue.ts";

/** Of one event: more of its dates are asked for where they are chosen. */
const MOST_DATES = 12;
/** A page waits no longer for something that it can do without. */
const SALES_MS = 300;

/**
 * The catalogue as the public BFF answers. `options` carries the deadline and the headers to hand on. What is left is asked
 * by `direct`, past the breaker: its failures say nothing of the catalogue.
 */
export function bffCatalogue(client: PublicClient, direct: PublicClient, options: CallOptions): FanCatalogue {
  const saleOf = async (performanceId: string): Promise<DateSale | null> => {
    const ask = (signal: AbortSignal) => direct.readAvailability(performanceId, {}, { ...options, signal });
    const result = await withDeadline(ask, SALES_MS, options.signal);
    return result.ok ? result.data : null;
  };
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
    async dateSales(performanceIds) {
      const asked = performanceIds.slice(0, MOST_DATES);
      const answers = await Promise.all(asked.map(async (id) => [id, await saleOf(id).catch(() => null)] as const));
      return new Map(answers.flatMap(([id, sale]) => (sale === null ? [] : [[id, sale] as const])));
    },
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
