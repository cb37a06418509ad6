import { foldText } from "../fold-text.ts";
import type { CatalogueEvent } from "./catalogue.ts";
import type { CatalogueItem, CatalogueSort, PageKey } from "./query.ts";

/** How much of a folded name takes part in sorting, in code points: a cursor that carries it stays under 500 characters. */
export const SORT_NAME_LENGTH = 64;

/** What names are sorted by: the folded name's first 64 code points. Ties are broken by id. */
export function sortName(name: string): string {
  const folded = foldText(name);
  return folded.length <= SORT_NAME_LENGTH ? folded : [...folded].slice(0, SORT_NAME_LENGTH).join("");
}

const sortNames = new WeakMap<CatalogueEvent, string>();

/** Folding is the dear part of sorting by name, so it is done once for as long as the event is in memory. */
function sortNameOf(event: CatalogueEvent): string {
  const known = sortNames.get(event);
  if (known !== undefined) return known;
  const made = sortName(event.name);
  sortNames.set(event, made);
  return made;
}

/** Order by code point, as Postgres' collation "C" has it over UTF-8; `<` alone compares UTF-16 units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    // Half of a pair stands for a code point above every single unit.
    const [pairX, pairY] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff];
    if (pairX !== pairY) return pairX ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** Where an item stands in the given order; what a cursor carries. */
export const pageKey = (sort: CatalogueSort, item: CatalogueItem): PageKey => ({
  sort,
  value: sortValue(sort, item),
  id: item.event.id,
});

function sortValue(sort: CatalogueSort, { event, next }: CatalogueItem): PageKey["value"] {
  switch (sort) {
    case "date":
      return next.startsAt;
    case "name":
      return sortNameOf(event);
    case "new":
      return event.publishedAt;
    case "opening":
      return event.onSaleAt ?? 0; // Only what opens later is in this list.
  }
}

/** Less than 0 when `a` comes first. Both keys must be of the same sort. `new` runs backwards, ids included. */
export function comparePageKeys(a: PageKey, b: PageKey): number {
  const byValue =
    typeof a.value === "number" && typeof b.value === "number"
      ? a.value - b.value
      : compareText(String(a.value), String(b.value));
  const order = byValue === 0 ? compareText(a.id, b.id) : byValue;
  return a.sort === "new" ? -order : order;
}
