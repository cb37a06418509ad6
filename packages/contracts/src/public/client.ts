import { z } from "@hono/zod-openapi";
import { Problem } from "../problem.ts";
import {
  EventList,
  EventPage,
  Facets,
  type FilterParams,
  type ListParams,
  PreviewPage,
  PromoterPage,
  SearchPage,
  type SearchParams,
  Suggestions,
  type SuggestParams,
  VenuePage,
} from "./catalogue.ts";
import { Interest, type InterestInput } from "./interests.ts";
import {
  type EmailChangeInput,
  EmailChangeReply,
  type HolderChange,
  MyOrders,
  type OrderInput,
  OrderReply,
  type OrderSearch,
  type OrderSearchCode,
  OrderSearchSession,
  type PaymentInput,
  PaymentReply,
  TicketList,
  type TicketParams,
  TicketReply,
} from "./orders.ts";
import { Availability, type AvailabilityParams, Hold, type HoldChange, type HoldInput } from "./sale.ts";

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

/** A key named with a write: the same key with the same body has one effect, however often it is sent. */
export interface WriteOptions extends CallOptions {
  readonly key: string;
}

/** What opens one order, or one fan's orders. */
export interface KeyHolder {
  readonly bearer: string;
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
  const ask = async <T>(schema: z.ZodType<T>, path: string, { query = {}, ...more }: Ask): Promise<Result<T>> => {
    try {
      return await read(schema, await fetch(requestOf(origin + path + queryString(query), more)));
    } catch (error) {
      return { ok: false, problem: null, unreachable: error };
    }
  };
  const call = <T>(schema: z.ZodType<T>, path: string, query: Values, options: CallOptions = {}) =>
    ask(schema, path, { query, options });
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
    readPromoter: (slug: string, query: PageQuery = {}, options?: CallOptions): Promise<Result<PromoterPage>> =>
      call(PromoterPage, `/v1/promoters/${at(slug)}`, query, options),
    search: (query: SearchQuery = {}, options?: CallOptions): Promise<Result<SearchPage>> =>
      call(SearchPage, "/v1/search", query, options),
    suggest: (query: SuggestQuery, options?: CallOptions): Promise<Result<Suggestions>> =>
      call(Suggestions, "/v1/suggest", query, options),

    readAvailability: (
      performanceId: string,
      query: Query<typeof AvailabilityParams> = {},
      options?: CallOptions,
    ): Promise<Result<Availability>> =>
      call(Availability, `/v1/performances/${at(performanceId)}/availability`, query, options),

    placeHold: (body: z.input<typeof HoldInput>, options: WriteOptions): Promise<Result<Hold>> =>
      ask(Hold, "/v1/holds", { method: "POST", body, options }),
    readHold: (id: string, options: CallOptions = {}): Promise<Result<Hold>> =>
      ask(Hold, `/v1/holds/${at(id)}`, { options }),
    changeHold: (id: string, body: z.input<typeof HoldChange>, options: CallOptions = {}): Promise<Result<Hold>> =>
      ask(Hold, `/v1/holds/${at(id)}`, { method: "PATCH", body, options }),
    /** Gives it up, at once; again is no error. */
    releaseHold: (id: string, options: CallOptions = {}): Promise<Result<null>> =>
      ask(Nothing, `/v1/holds/${at(id)}`, { method: "DELETE", options }),

    placeOrder: (body: z.input<typeof OrderInput>, options: WriteOptions): Promise<Result<OrderReply>> =>
      ask(OrderReply, "/v1/orders", { method: "POST", body, options }),
    readOrder: (id: string, options: CallOptions & KeyHolder): Promise<Result<OrderReply>> =>
      ask(OrderReply, `/v1/orders/${at(id)}`, { options }),
    /** Of a pending order; of a paid one, while its fan may ask for the money back. */
    cancelOrder: (id: string, options: WriteOptions & KeyHolder): Promise<Result<OrderReply>> =>
      ask(OrderReply, `/v1/orders/${at(id)}/cancellation`, { method: "POST", options }),
    /** Mails a link to the new address; nothing changes until it is followed. */
    requestOrderEmailChange: (
      id: string,
      body: z.input<typeof EmailChangeInput>,
      options: CallOptions & KeyHolder,
    ): Promise<Result<null>> => ask(Nothing, `/v1/orders/${at(id)}/email-changes`, { method: "POST", body, options }),
    readOrderEmailChange: (token: string, options: CallOptions = {}): Promise<Result<EmailChangeReply>> =>
      ask(EmailChangeReply, `/v1/order-email-changes/${at(token)}`, { options }),
    /** The order, with its new key. */
    confirmOrderEmailChange: (token: string, options: CallOptions = {}): Promise<Result<OrderReply>> =>
      ask(OrderReply, `/v1/order-email-changes/${at(token)}/confirmation`, { method: "POST", options }),
    /** Begins an attempt to pay: the order says how it goes. */
    payOrder: (
      id: string,
      body: z.input<typeof PaymentInput>,
      options: WriteOptions & KeyHolder,
    ): Promise<Result<PaymentReply>> =>
      ask(PaymentReply, `/v1/orders/${at(id)}/payments`, { method: "POST", body, options }),

    listTickets: (
      id: string,
      query: Query<typeof TicketParams>,
      options: CallOptions & KeyHolder,
    ): Promise<Result<TicketList>> => ask(TicketList, `/v1/orders/${at(id)}/tickets`, { query, options }),
    renameHolder: (
      id: string,
      ticketId: string,
      body: z.input<typeof HolderChange>,
      options: CallOptions & KeyHolder,
    ): Promise<Result<TicketReply>> =>
      ask(TicketReply, `/v1/orders/${at(id)}/tickets/${at(ticketId)}`, { method: "PATCH", body, options }),

    /** Mails a code, if there are orders to be found; the answer tells nobody whether. */
    searchOrders: (body: z.input<typeof OrderSearch>, options: WriteOptions): Promise<Result<null>> =>
      ask(Nothing, "/v1/order-searches", { method: "POST", body, options }),
    openOrderSearch: (
      body: z.input<typeof OrderSearchCode>,
      options: WriteOptions & Partial<KeyHolder>,
    ): Promise<Result<z.output<typeof OrderSearchSession>>> =>
      ask(OrderSearchSession, "/v1/order-searches/sessions", { method: "POST", body, options }),
    /** Ends the session; again is no error. */
    closeOrderSearch: (options: CallOptions & KeyHolder): Promise<Result<null>> =>
      ask(Nothing, "/v1/order-searches/sessions", { method: "DELETE", options }),
    readMyOrders: (options: CallOptions & KeyHolder): Promise<Result<z.output<typeof MyOrders>>> =>
      ask(MyOrders, "/v1/my/orders", { options }),

    /** Has a link mailed by which the address confirms; the answer tells nobody what is known of it. */
    askToBeTold: (
      slug: string,
      body: z.input<typeof InterestInput>,
      options: CallOptions = {},
    ): Promise<Result<null>> => ask(Nothing, `/v1/events/${at(slug)}/interests`, { method: "POST", body, options }),
    readInterest: (token: string, options: CallOptions = {}): Promise<Result<Interest>> =>
      ask(Interest, `/v1/interests/${at(token)}`, { options }),
    confirmInterest: (token: string, options: CallOptions = {}): Promise<Result<Interest>> =>
      ask(Interest, `/v1/interests/${at(token)}/confirmation`, { method: "POST", options }),
    /** Forgets who asked; again is no error. */
    endInterest: (token: string, options: CallOptions = {}): Promise<Result<null>> =>
      ask(Nothing, `/v1/interests/${at(token)}`, { method: "DELETE", options }),
  };
}

interface Ask {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly query?: Values;
  readonly body?: unknown;
  readonly options: CallOptions & Partial<WriteOptions & KeyHolder>;
}

function requestOf(address: string, { method = "GET", body, options }: Omit<Ask, "query">): Request {
  const { signal, headers, key, bearer } = options;
  return new Request(address, {
    method,
    headers: {
      accept: "application/json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(key !== undefined && { "idempotency-key": key }),
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** An answer without a body, of either status that has none. */
const Nothing = z.null();
const EMPTY: readonly number[] = [202, 204];

async function read<T>(schema: z.ZodType<T>, response: Response): Promise<Result<T>> {
  const { headers } = response;
  const body: unknown = EMPTY.includes(response.status) ? null : await response.json();
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
