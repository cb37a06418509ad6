import { badRequest } from "./api-error.ts";
import { parseFilter } from "./filter.ts";
import { metresBetween, type Point, pointOf } from "./geo.ts";
import { isStrings, type JsonObject, valuesAt } from "./json.ts";
import type { SearchableIndex } from "./searchable-index.ts";
import { foldValue, tokenize } from "./text.ts";
import { attributeOf, type Fit } from "./text-index.ts";

/**
 * What may be asked: https://www.meilisearch.com/docs/reference/api/search. Highlighting, cropping, vectors and
 * federation are not offered: asking for one is an error here, never a quietly different answer.
 */
interface SearchQuery {
  readonly q: string;
  readonly filter: unknown;
  readonly sort: readonly string[];
  readonly facets: readonly string[] | null;
  readonly attributesToRetrieve: readonly string[];
  readonly attributesToSearchOn: readonly string[] | null;
  readonly matchingStrategy: "last" | "all" | "frequency";
  readonly distinct: string | null;
  readonly offset: number;
  readonly limit: number;
  readonly page: number | null;
  readonly hitsPerPage: number | null;
}

/** One search as the `search` route answers it. */
export function search(index: SearchableIndex, body: JsonObject): JsonObject {
  const started = performance.now();
  const query = readQuery(body);
  const { settings } = index;
  const distinct = query.distinct ?? settings.distinctAttribute;
  const meets = parseFilter(query.filter, settings.filterableAttributes, "invalid_search_filter");
  if (query.distinct !== null) mayFilter(index, query.distinct, "invalid_search_distinct");
  for (const facet of query.facets ?? []) if (facet !== "*") mayFilter(index, facet, "invalid_search_facets");

  const found = rank(index, query, meets);
  const hits = distinct === null ? found : firstOfEach(found, distinct);
  const paged = query.page !== null || query.hitsPerPage !== null;
  const { maxTotalHits } = settings.pagination;
  const size = query.hitsPerPage ?? 20;
  const page = query.page ?? 1;
  const [from, to] = paged
    ? [Math.max(0, page - 1) * size, page === 0 ? 0 : page * size]
    : [query.offset, query.offset + query.limit];
  // Facets count all that was found; distinct values only in a search by pages, where the first of each is what
  // stands first in the index, whatever its rank (milli/src/search/new/mod.rs, exhaustive_number_hits).
  const counted = paged && distinct !== null ? firstOfEach(inIndexOrder(index, found), distinct) : found;
  const total = Math.min(paged ? counted.length : hits.length, maxTotalHits);

  return {
    hits: hits.slice(Math.min(from, maxTotalHits), Math.min(to, maxTotalHits)).map((hit) => show(index, query, hit)),
    query: query.q,
    processingTimeMs: Math.round(performance.now() - started),
    ...(paged
      ? { hitsPerPage: size, page, totalPages: size === 0 ? 0 : Math.ceil(total / size), totalHits: total }
      : { limit: query.limit, offset: query.offset, estimatedTotalHits: total }),
    ...(query.facets === null ? {} : facets(index, query.facets, counted)),
  };
}

/** The values of one facet that begin as asked: https://www.meilisearch.com/docs/reference/api/facet_search */
export function facetSearch(index: SearchableIndex, body: JsonObject): JsonObject {
  const started = performance.now();
  const { facetName, facetQuery, ...rest } = body;
  if (typeof facetName !== "string") {
    throw badRequest("missing_facet_search_facet_name", "Missing field `facetName`");
  }
  mayFilter(index, facetName, "invalid_facet_search_facet_name");
  const query = readQuery(rest);
  const found = rank(
    index,
    query,
    parseFilter(query.filter, index.settings.filterableAttributes, "invalid_search_filter"),
  );
  const start = typeof facetQuery === "string" ? tokenize(facetQuery).join(" ") : "";
  const { facetDistribution } = facets(index, [facetName], found);
  const facetHits = Object.entries(facetDistribution[facetName] ?? {})
    .filter(([value]) => ` ${tokenize(value).join(" ")}`.includes(` ${start}`))
    .map(([value, count]) => ({ value, count }));
  return { facetHits, facetQuery: facetQuery ?? null, processingTimeMs: Math.round(performance.now() - started) };
}

interface Found {
  readonly id: string;
  readonly document: JsonObject;
}

interface Ranked extends Found {
  readonly keys: readonly (number | string)[];
}

function rank(index: SearchableIndex, query: SearchQuery, meets: (document: JsonObject) => boolean): readonly Found[] {
  const sorts = query.sort.map((rule) => sortKey(index, rule));
  const words = tokenize(query.q)
    .slice(0, 10)
    .filter((word) => !index.settings.stopWords.includes(word));
  const fits = words.length === 0 ? null : fitting(index, query, words);
  const ranked: Ranked[] = [];
  for (const id of fits?.keys() ?? index.documents.keys()) {
    const document = index.documents.get(id);
    if (document === undefined || !meets(document)) continue;
    const fit = fits?.get(id) ?? [];
    const keys = index.settings.rankingRules.flatMap((rule) => {
      if (rule === "sort") return sorts.map((key) => key(document));
      const custom = /^(.+):(asc|desc)$/.exec(rule);
      if (custom) return [attributeKey(custom[1] ?? "", custom[2] === "desc")(document)];
      return fit.length === 0 ? [] : [ruleKey(rule, fit, words.length, index, document)];
    });
    ranked.push({ id, document, keys });
  }
  return ranked.sort((a, b) => compareKeys(a.keys, b.keys));
}

/** Each document's fits, one for each word it has of those that its place in the strategy demands. */
function fitting(index: SearchableIndex, query: SearchQuery, words: readonly string[]): Map<string, readonly Fit[]> {
  const ranks = query.attributesToSearchOn === null ? null : searchedRanks(index, query.attributesToSearchOn);
  const byWord = words.map((_, at) => index.text.match(words, at, ranks));
  const order = words.map((_, at) => at);
  if (query.matchingStrategy === "frequency") {
    order.sort((a, b) => (byWord[a]?.size ?? 0) - (byWord[b]?.size ?? 0)); // the most frequent is given up first
  }
  const demanded = query.matchingStrategy === "all" ? words.length : 1;
  const fits = new Map<string, readonly Fit[]>();
  for (const id of byWord[order[0] ?? 0]?.keys() ?? []) {
    const own: Fit[] = [];
    for (const at of order) {
      const fit = byWord[at]?.get(id);
      if (fit === undefined) break;
      own.push(fit);
    }
    if (own.length >= demanded) fits.set(id, own);
  }
  return fits;
}

function searchedRanks(index: SearchableIndex, attributes: readonly string[]): Set<number> {
  const searchable = index.settings.searchableAttributes;
  const ranks = attributes.map((attribute) => searchable.indexOf(attribute));
  const unknown = attributes[ranks.indexOf(-1)];
  if (unknown !== undefined) {
    throw badRequest(
      "invalid_search_attributes_to_search_on",
      `Attribute \`${unknown}\` is not searchable. Available searchable attributes are: \`${searchable.join(", ")}\`.`,
    );
  }
  return new Set(ranks);
}

/** Less is better. https://www.meilisearch.com/docs/learn/relevancy/ranking_rules */
function ruleKey(
  rule: string,
  fits: readonly Fit[],
  words: number,
  index: SearchableIndex,
  document: JsonObject,
): number {
  switch (rule) {
    case "words":
      return words - fits.length;
    case "typo":
      return sum(fits.map(({ typos }) => typos));
    case "proximity":
      return sum(fits.slice(1).map(({ place }, at) => Math.min(8, Math.abs(place - (fits[at]?.place ?? 0)))));
    case "attribute":
      return sum(fits.map(({ place }) => place));
    case "attributeRank":
      return sum(fits.map(({ place }) => attributeOf(place)));
    case "exactness": {
      const inexact = fits.filter(({ exact }) => !exact).length;
      const attribute = index.text.attributes(document)[attributeOf(fits[0]?.place ?? 0)] ?? "";
      const length = tokenize(valuesAt(document, attribute).join(" ")).length;
      return inexact === 0 && length === words ? -1 : inexact;
    }
    default:
      return 0;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

type Key = (document: JsonObject) => number | string;

/** Documents without the attribute come last either way. */
function sortKey(index: SearchableIndex, rule: string): Key {
  const { sortableAttributes } = index.settings;
  const geo = /^_geoPoint\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\):(asc|desc)$/.exec(rule);
  const plain = /^(.+):(asc|desc)$/.exec(rule);
  if (plain === null) {
    throw badRequest(
      "invalid_search_sort",
      `Invalid syntax for the sort parameter: expected expression ending by \`:asc\` or \`:desc\`, found \`${rule}\`.`,
    );
  }
  const attribute = geo ? "_geo" : (plain[1] ?? "");
  if (!sortableAttributes.includes(attribute)) {
    throw badRequest(
      "invalid_search_sort",
      `Attribute \`${attribute}\` is not sortable. Available sortable attributes are: \`${sortableAttributes.toSorted().join(", ")}\`.`,
    );
  }
  if (!geo) return attributeKey(attribute, plain[2] === "desc");
  const centre: Point = { lat: Number(geo[1]), lng: Number(geo[2]) };
  const sign = geo[3] === "desc" ? -1 : 1;
  return (document) => {
    const point = pointOf(document);
    return point == null ? Number.POSITIVE_INFINITY : sign * metresBetween(centre, point);
  };
}

function attributeKey(attribute: string, descending: boolean): Key {
  return (document) => {
    const [value] = valuesAt(document, attribute);
    if (typeof value === "number") return descending ? -value : value;
    if (typeof value !== "string") return Number.POSITIVE_INFINITY;
    const text = foldValue(value);
    return descending ? [...text].map((letter) => String.fromCharCode(0xffff - letter.charCodeAt(0))).join("") : text;
  };
}

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    if (x === y) continue;
    if (typeof x === typeof y) return x < y ? -1 : 1;
    // Numbers before texts, and nothing at all (infinity) after both.
    return x === Number.POSITIVE_INFINITY || (typeof x === "string" && y !== Number.POSITIVE_INFINITY) ? 1 : -1;
  }
  return 0;
}

function firstOfEach(found: readonly Found[], attribute: string): readonly Found[] {
  const seen = new Set<unknown>();
  return found.filter(({ document }) => {
    const values = valuesAt(document, attribute).filter((value) => value !== null);
    if (values.some((value) => seen.has(value))) return false;
    for (const value of values) seen.add(value);
    return true; // also without any value: such documents are all distinct
  });
}

function inIndexOrder(index: SearchableIndex, found: readonly Found[]): readonly Found[] {
  const ids = new Set(found.map(({ id }) => id));
  return [...index.documents].filter(([id]) => ids.has(id)).map(([id, document]) => ({ id, document }));
}

function show(index: SearchableIndex, query: SearchQuery, { document }: Found): JsonObject {
  const { displayedAttributes } = index.settings;
  const shown = Object.entries(document).filter(
    ([name]) => named(displayedAttributes, name) && named(query.attributesToRetrieve, name),
  );
  const centre = /^_geoPoint\(\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*\)/.exec(
    query.sort.find((rule) => rule.startsWith("_geoPoint")) ?? "",
  );
  const point = centre ? pointOf(document) : null;
  const distance =
    centre && point
      ? { _geoDistance: Math.round(metresBetween({ lat: Number(centre[1]), lng: Number(centre[2]) }, point)) }
      : {};
  return { ...Object.fromEntries(shown), ...distance };
}

const named = (attributes: readonly string[], name: string): boolean =>
  attributes.includes("*") || attributes.includes(name);

function facets(
  index: SearchableIndex,
  names: readonly string[],
  found: readonly Found[],
): {
  facetDistribution: Record<string, Record<string, number>>;
  facetStats: Record<string, { min: number; max: number }>;
} {
  const { maxValuesPerFacet, sortFacetValuesBy } = index.settings.faceting;
  const facetDistribution: Record<string, Record<string, number>> = {};
  const facetStats: Record<string, { min: number; max: number }> = {};
  for (const name of names.includes("*") ? index.settings.filterableAttributes : names) {
    const counts = new Map<string, { value: string; count: number }>();
    for (const { document } of found) {
      for (const value of new Set(valuesAt(document, name))) {
        if (value === null || typeof value === "object") continue;
        const text = String(value);
        const known = counts.get(foldValue(text));
        if (known === undefined) counts.set(foldValue(text), { value: text, count: 1 });
        else known.count++;
        if (typeof value !== "number") continue;
        const stats = facetStats[name];
        facetStats[name] = { min: Math.min(value, stats?.min ?? value), max: Math.max(value, stats?.max ?? value) };
      }
    }
    const byCount = (sortFacetValuesBy[name] ?? sortFacetValuesBy["*"]) === "count";
    facetDistribution[name] = Object.fromEntries(
      [...counts]
        .sort(([a, x], [b, y]) => (byCount ? y.count - x.count : 0) || (a < b ? -1 : 1))
        .slice(0, maxValuesPerFacet)
        .map(([, { value, count }]) => [value, count]),
    );
  }
  return { facetDistribution, facetStats };
}

function mayFilter(index: SearchableIndex, attribute: string, code: string): void {
  const { filterableAttributes } = index.settings;
  if (filterableAttributes.some((each) => each === attribute || each === "*" || attribute.startsWith(`${each}.`)))
    return;
  throw badRequest(
    code,
    `Attribute \`${attribute}\` is not filterable. Available filterable attributes patterns are: \`${filterableAttributes.toSorted().join(", ")}\`.`,
  );
}

const FIELDS = new Set([
  "q",
  "filter",
  "sort",
  "facets",
  "attributesToRetrieve",
  "attributesToSearchOn",
  "matchingStrategy",
  "distinct",
  "offset",
  "limit",
  "page",
  "hitsPerPage",
]);

function readQuery(body: JsonObject): SearchQuery {
  for (const name of Object.keys(body))
    if (!FIELDS.has(name)) throw badRequest("bad_request", `Unknown field \`${name}\``);
  const refuse = (name: string, expected: string) =>
    badRequest(
      `invalid_search_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      `Invalid value type at \`.${name}\`: expected ${expected}, but found ${JSON.stringify(body[name])}`,
    );
  const count = (name: string): number | null => {
    const value = body[name] ?? null;
    if (value === null || (typeof value === "number" && Number.isInteger(value) && value >= 0)) return value;
    throw refuse(name, "a positive integer");
  };
  const strings = (name: string): string[] | null => {
    const value = body[name] ?? null;
    if (value === null || isStrings(value)) return value;
    throw refuse(name, "an array of strings");
  };
  const { q = "", matchingStrategy = "last", distinct = null } = body;
  if (q !== null && typeof q !== "string") throw refuse("q", "a string");
  if (matchingStrategy !== "last" && matchingStrategy !== "all" && matchingStrategy !== "frequency") {
    throw refuse("matchingStrategy", "one of `last`, `all`, `frequency`");
  }
  if (distinct !== null && typeof distinct !== "string") throw refuse("distinct", "a string");
  return {
    q: q ?? "",
    filter: body.filter,
    sort: strings("sort") ?? [],
    facets: strings("facets"),
    attributesToRetrieve: strings("attributesToRetrieve") ?? ["*"],
    attributesToSearchOn: strings("attributesToSearchOn"),
    matchingStrategy,
    distinct,
    offset: count("offset") ?? 0,
    limit: count("limit") ?? 20,
    page: count("page"),
    hitsPerPage: count("hitsPerPage"),
  };
}
