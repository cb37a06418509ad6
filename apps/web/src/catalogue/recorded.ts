import type { Source } from "@liveotter/contracts/public/catalogue";
import type { FanCatalogue } from "./fan-catalogue.ts";

/** What the answers on one page have in common: the oldest of their times, and whether any came from a fallback. */
export interface Shown {
  /** ISO instant; `null` on a page that shows nothing of the catalogue. */
  asOf: string | null;
  source: Source;
  degraded: boolean;
}

/** `catalogue`, noting in `shown` what it answers, so that templates need not. */
export function recorded(catalogue: FanCatalogue, shown: Shown): FanCatalogue {
  const note = <T extends { asOf: string; source: Source; degraded: boolean } | null>(answer: T): T => {
    if (answer === null) return answer;
    if (shown.asOf === null || answer.asOf < shown.asOf) shown.asOf = answer.asOf;
    if (answer.source === "snapshot") shown.source = "snapshot";
    else if (shown.source !== "snapshot") shown.source = answer.source;
    shown.degraded ||= answer.degraded;
    return answer;
  };
  return {
    listEvents: async (params) => note(await catalogue.listEvents(params)),
    readEvent: async (slug) => note(await catalogue.readEvent(slug)),
    readFacets: async (filter) => note(await catalogue.readFacets(filter)),
    readVenue: async (slug, params) => note(await catalogue.readVenue(slug, params)),
    readPromoter: async (slug, params) => note(await catalogue.readPromoter(slug, params)),
    search: async (params) => note(await catalogue.search(params)),
    dateSales: (performanceIds) => catalogue.dateSales(performanceIds),
  };
}
