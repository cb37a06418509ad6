import { FilterParams, ListParams, SearchParams } from "@liveotter/contracts/public/catalogue";
import type { ListQuery, SearchQuery } from "@liveotter/contracts/public/client";
import { asCurrency } from "@liveotter/core/money";
import type { NumberStyle } from "@liveotter/core/typed-number";
import { canonicalPrice, minorUnits } from "./format/price.ts";

/** Every parameter a page may know, in the order in which its address names them. */
const ORDER = [
  "q",
  "city",
  "country",
  "lat",
  "lon",
  "radius",
  "from",
  "to",
  "genre",
  "price",
  "currency",
  "online",
  "promoter",
  "venue",
  "series",
  "sort",
  "cursor",
] as const;

export type Param = (typeof ORDER)[number];

/** The part of an address after its path: known parameters alone, each of them valid. */
export type Query = Readonly<Partial<Record<Param, string>>>;

export const FILTERS = ORDER.filter((name) => name !== "q" && name !== "sort" && name !== "cursor");

const field = { ...SearchParams.shape, ...ListParams.shape, ...FilterParams.shape };

/** The value in the form that every address uses for it, or `null` when it means nothing. */
function canonical(name: Param, raw: string): string | null {
  const value = raw.trim();
  if (value === "" || value.includes("\0")) return null;
  switch (name) {
    case "price":
      return value.length <= 30 ? value : null;
    case "currency":
      return asCurrency(value);
    case "online":
      return value === "true" ? value : null; // An empty tick box sends nothing: no filter.
    case "sort":
      return value === "name" || value === "new" || value === "opening" ? value : null; // By date is what no `sort` means.
    case "country":
      return field.country.safeParse(value).success ? value.toUpperCase() : null;
    case "lat":
    case "lon": {
      const degrees = field[name].safeParse(value);
      return degrees.success && degrees.data !== undefined ? String(degrees.data) : null;
    }
    default:
      return field[name].safeParse(value).success ? value : null;
  }
}

/**
 * What the address asks for. Parameters this page does not know are left out, and so are values that mean nothing:
 * the filters shown on the page are always the ones that were applied, and junk makes no new cache entries. Typed
 * amounts are read as the page's language writes `numbers`.
 */
export function readQuery(search: URLSearchParams, known: readonly Param[], numbers: NumberStyle): Query {
  const query: Partial<Record<Param, string>> = {};
  for (const name of known) {
    const raw = search.get(name);
    const value = raw === null ? null : canonical(name, raw);
    if (value !== null) query[name] = value;
  }
  // Half a condition is none.
  const { currency, price: typed } = query;
  delete query.currency;
  delete query.price;
  const price = currency === undefined || typed === undefined ? null : canonicalPrice(typed, currency, numbers);
  if (currency !== undefined && price !== null) Object.assign(query, { price, currency });
  const { from, to } = query;
  if (from !== undefined && to !== undefined && from > to) Object.assign(query, { from: to, to: from });
  if (query.lat === undefined || query.lon === undefined) {
    delete query.lat;
    delete query.lon;
    delete query.radius;
  }
  return query;
}

/** The one address of a page with this query: parameters in a fixed order, so that equal queries are equal strings. */
export function address(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const name of ORDER) {
    const value = query[name];
    if (value !== undefined && value !== "") search.set(name, value);
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** The same query without some parameters; without `cursor` too, which belongs to the list as it was. */
export function without(query: Query, ...names: readonly Param[]): Query {
  return Object.fromEntries(
    Object.entries(query).filter(([name]) => name !== "cursor" && !names.includes(name as Param)),
  );
}

/** The query as the API takes it: typed, and prices in minor units. */
export const listQuery = (query: Query): ListQuery => typed(ListParams, query);
export const searchQuery = (query: Query): SearchQuery => typed(SearchParams, query);

interface Schema<T> {
  safeParse(input: unknown): { readonly success: true; readonly data: T } | { readonly success: false };
}

function typed<T extends object>(schema: Schema<T>, { price, ...rest }: Query): T | Record<string, never> {
  const maxPrice = price === undefined || rest.currency === undefined ? null : minorUnits(price, rest.currency);
  const read = schema.safeParse(maxPrice === null ? rest : { ...rest, maxPrice });
  // Each value was checked when it was read from the address; together they cannot fail, and if they do: no filter.
  return read.success ? read.data : {};
}
