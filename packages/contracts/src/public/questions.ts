import { decodeCursor } from "@liveotter/core/catalogue/cursor";
import type { CatalogueFilter, CatalogueQuery } from "@liveotter/core/catalogue/query";
import { foldText } from "@liveotter/core/fold-text";
import { asCurrency } from "@liveotter/core/money";
import type { z } from "zod";
import type { Problem } from "../problem.ts";
import type { FilterParams, ListParams, SearchParams, SuggestParams } from "./catalogue.ts";

/** Input that was understood, or what is wrong with it, by the names of the parameters. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: NonNullable<Problem["errors"]> };

/** What is searched for: `offset` counts the events to skip. */
export interface SearchQuestion {
  readonly text: string;
  readonly filter: CatalogueFilter;
  readonly limit: number;
  readonly offset: number;
}

export interface SuggestQuestion {
  readonly text: string;
  readonly limit: number;
}

const PAGE = 20;
const SUGGESTIONS = 8;
const RADIUS_KM = 50;
/** How deep search pages go: Meilisearch counts no further than this. */
const DEEPEST = 1000;

const notGivenOut: Parsed<never> = {
  ok: false,
  errors: [{ pointer: "cursor", detail: "is not one that was given out here" }],
};

/** Filters in the form in which equal questions are equal: folded, upper case, rounded, defaults filled in. */
export function filterOf(params: z.output<typeof FilterParams>): CatalogueFilter {
  const { city, country, lat, lon, radius, from, to, genre, maxPrice, online, promoter, venue, series } = params;
  const currency = params.currency === undefined ? null : asCurrency(params.currency);
  return {
    ...(city !== undefined && { city: foldText(city) }),
    ...(country !== undefined && { country: country.toUpperCase() }),
    ...(lat !== undefined && lon !== undefined && { near: { lat, lon, radiusKm: radius ?? RADIUS_KM } }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(genre !== undefined && { genre }),
    ...(maxPrice !== undefined && currency !== null && { maxPrice: { minor: maxPrice, currency } }),
    ...(online !== undefined && { online }),
    ...(promoter !== undefined && { promoter }),
    ...(venue !== undefined && { venue }),
    ...(series !== undefined && { series }),
  };
}

/** A cursor carries its order; one of another order than `sort` was not given out for this list. */
export function listQueryOf(params: z.output<typeof ListParams>): Parsed<CatalogueQuery> {
  const after = params.cursor === undefined ? undefined : decodeCursor(params.cursor);
  const sort = params.sort ?? "date";
  if (after === null || (after !== undefined && after.sort !== sort)) return notGivenOut;
  const value: CatalogueQuery = { ...filterOf(params), sort, limit: params.limit ?? PAGE, ...(after && { after }) };
  return { ok: true, value };
}

export function searchQuestionOf(params: z.output<typeof SearchParams>): Parsed<SearchQuestion> {
  const offset = params.cursor === undefined ? 0 : decodeOffset(params.cursor);
  if (offset === null) return notGivenOut;
  const text = (params.q ?? "").replace(/\s+/g, " ");
  return { ok: true, value: { text, filter: filterOf(params), limit: params.limit ?? PAGE, offset } };
}

/** The cursor of the page after this one, or `null` when this is the last. */
export function nextSearchCursor({ offset, limit }: SearchQuestion, total: number): string | null {
  const next = offset + limit;
  return next < total && next + limit <= DEEPEST ? `from~${next}` : null;
}

function decodeOffset(cursor: string): number | null {
  const [, digits] = /^from~([1-9]\d{0,3})$/.exec(cursor) ?? [];
  const offset = Number(digits);
  return digits === undefined || offset >= DEEPEST ? null : offset;
}

/** A key that equal questions share: property order is fixed by the functions above. */
export const keyOf = (kind: string, question: unknown): string => `${kind} ${JSON.stringify(question)}`;

/** Names an event's own page in the caches: the API reads it there, the jobs refresh it. */
export const eventKey = (slug: string): string => `event ${slug}`;

export function suggestQuestionOf({ q, limit }: z.output<typeof SuggestParams>): Parsed<SuggestQuestion> {
  return { ok: true, value: { text: q.replace(/\s+/g, " "), limit: limit ?? SUGGESTIONS } };
}
