import type { z } from "@hono/zod-openapi";
import { Problem } from "../problem.ts";
import {
  EventList,
  EventPage,
  Facets,
  type FilterParams,
  type ListParams,
  PreviewPage,
  SearchPage,
  type SearchParams,
  Suggestions,
  type SuggestParams,
  VenuePage,
} from "./catalogue.ts";

/**
 * What a call came to. `unreachable` covers everything that is not an answer of this API: a refused connection, a
 * deadline, a body that does not parse.
 */
export type Result<T> =
  | { readonly ok: true; readonly data: T; readonly headers: Headers }
  | { readonly ok: false; readonly problem: Problem; readonly headers: Headers }
  | { readonly ok: false; readonly problem: null; readonly unreachable: unknown };

/** Sent along with one call: a deadline, and headers to hand on (`X-Request-Id`, `traceparent`). */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}

type Values = Readonly<Record<string, string | number | boolean | undefined>>;
type Query<Schema extends z.ZodType> = { readonly [K in keyof z.output<Schema>]?: z.output<Schema>[K] | undefined };

export type FilterQuery = Query<typeof FilterParams>;
export type ListQuery = Query<typeof ListParams>;
export type SearchQuery = Query<typeof SearchParams>;
export type SuggestQuery = Query<typeof SuggestParams> & { readonly q: string };
export type PageQuery = Pick<ListQuery, "limit" | "cursor">;

export type PublicClient = ReturnType<typeof publicClient>;

/**
 * The public API, typed. `fetch` may be the global one or that of a service binding; `origin` (`https://…`) is what
 * addresses are made from. No method throws.
 */
export function publicClient(fetch: (request: Request) => Promise<Response>, origin: string) {
  const call = async <T>(schema: z.ZodType<T>, path: string, query: Values, options: CallOptions = {}) => {
    try {
      const request = new Request(origin + path + queryString(query), {
        headers: { accept: "application/json", ...options.headers },
        ...(options.signal && { signal: options.signal }),
      });
      return await read(schema, await fetch(request));
    } catch (error) {
      return { ok: false, problem: null, unreachable: error } as const;
    }
  };
  const at = (slug: string) => encodeURIComponent(slug);
  return {
    listEvents: (query: ListQuery = {}, options?: CallOptions): Promise<Result<EventList>> =>
      call(EventList, "/v1/events", query, options),
    readEvent: (slug: string, options?: CallOptions): Promise<Result<EventPage>> =>
      call(EventPage, `/v1/events/${at(slug)}`, {}, options),
    readPreview: (token: string, options?: CallOptions): Promise<Result<PreviewPage>> =>
      call(PreviewPage, `/v1/previews/${at(token)}`, {}, options),
    readFacets: (query: FilterQuery = {}, options?: CallOptions): Promise<Result<Facets>> =>
      call(Facets, "/v1/facets", query, options),
    readVenue: (slug: string, query: PageQuery = {}, options?: CallOptions): Promise<Result<VenuePage>> =>
      call(VenuePage, `/v1/venues/${at(slug)}`, query, options),
    search: (query: SearchQuery = {}, options?: CallOptions): Promise<Result<SearchPage>> =>
      call(SearchPage, "/v1/search", query, options),
    suggest: (query: SuggestQuery, options?: CallOptions): Promise<Result<Suggestions>> =>
      call(Suggestions, "/v1/suggest", query, options),
  };
}

async function read<T>(schema: z.ZodType<T>, response: Response): Promise<Result<T>> {
  const { headers } = response;
  const body: unknown = await response.json();
  return response.ok
    ? { ok: true, data: schema.parse(body), headers }
    : { ok: false, problem: Problem.parse(body), headers };
}

/** Sorted, so that one question has one address and caches keep one copy. */
function queryString(query: Values): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  params.sort();
  return params.size === 0 ? "" : `?${params}`;
}
