import type { Instant } from "../instant.ts";
import type { CatalogueEvent } from "./catalogue.ts";
import { firstMatch, opensLater } from "./match.ts";
import { comparePageKeys, pageKey } from "./order.ts";
import type { CatalogueItem, CataloguePage, CatalogueQuery, PageKey } from "./query.ts";

/**
 * One page of the list. This is what "the list" means: the SQL that answers the same question must give the same
 * items in the same order. `query.after` must be of `query.sort`; refusing another is the caller's part.
 */
export function queryCatalogue(events: readonly CatalogueEvent[], query: CatalogueQuery, now: Instant): CataloguePage {
  const found: { item: CatalogueItem; key: PageKey }[] = [];
  for (const event of events) {
    if (query.sort === "opening" && !opensLater(event, now)) continue;
    const next = firstMatch(event, query, now);
    if (next === null) continue;
    const item = { event, next };
    const key = pageKey(query.sort, item);
    if (query.after === undefined || comparePageKeys(key, query.after) > 0) found.push({ item, key });
  }
  found.sort((a, b) => comparePageKeys(a.key, b.key));
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return { items: page.map(({ item }) => item), after: last?.key ?? null };
}
