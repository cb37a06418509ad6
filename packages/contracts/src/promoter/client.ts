import type { z } from "@hono/zod-openapi";
import { Problem } from "../problem.ts";
import type { NewAccount, PasswordReset, PasswordResetRequest, Verification } from "./accounts.ts";
import { type MyAttendeeFileParams, MyAttendeeList, type MyAttendeeParams } from "./attendees.ts";
import { AuditList, type AuditParams } from "./audit.ts";
import { Block, type BlockInput, BlockList, Guest, type GuestInput, GuestList, type GuestParams } from "./capacity.ts";
import {
  Code,
  type CodeChange,
  type CodeInput,
  CodeList,
  type CodeParams,
  type CodesInput,
  CodesMade,
} from "./codes.ts";
import { DeliveryList, type DeliveryParams, DeliveryReplay, EventDeliveries } from "./deliveries.ts";
import {
  type DuplicateInput,
  type EventActionName,
  type EventChange,
  type EventInput,
  HoldersPreview,
  type HoldersPreviewInput,
  MyEvent,
  MyEventList,
  type MyEventParams,
  type PerformanceCancellation,
  PerformanceCancellationPreview,
  Preflight,
} from "./events.ts";
import {
  Import,
  ImportList,
  type ImportListParams,
  type ImportParams,
  ImportRowList,
  type ImportRowParams,
} from "./imports.ts";
import {
  MyOrder,
  MyOrderList,
  type MyOrderParams,
  MyRefund,
  MyRefundList,
  type MyRefundParams,
  type OrderEmailInput,
  type PaymentReceived,
  type RefundChoice,
  type RefundInput,
  RefundPreview,
  type VoidChoice,
  type VoidInput,
  VoidPreview,
} from "./orders.ts";
import {
  Invitation,
  type InvitationAcceptance,
  type InvitationInput,
  InvitationList,
  InvitationPreview,
  type MemberChange,
  MemberList,
  Organisation,
  type OrganisationChange,
  type OrganisationInput,
} from "./organisation.ts";
import { PreviewLink } from "./preview.ts";
import { RevocationList, type RevocationParams } from "./revocations.ts";
import { Ledger, type LedgerParams, type PayoutParams, Payouts, RefundProgress, SalesReport } from "./sales.ts";
import { Selling, type SellingInput } from "./selling.ts";
import { MySeries, MySeriesList, type MySeriesParams, type SeriesInput } from "./series.ts";
import { Session, type SessionChange, SessionList, type SignIn } from "./session.ts";
import { VenueList, type VenueParams } from "./venues.ts";

/**
 * What a call came to. `unreachable` covers everything that is not an answer of this API: a refused connection, a
 * deadline, a body that does not parse.
 */
export type Result<T> =
  | { readonly ok: true; readonly data: T; readonly etag: string | null; readonly headers: Headers }
  | { readonly ok: false; readonly problem: Problem; readonly headers: Headers }
  | { readonly ok: false; readonly problem: null; readonly unreachable: unknown };

/** Sent along with any call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A create names itself: the same key with the same body makes one thing, however often it is sent. */
export interface CreateOptions extends CallOptions {
  readonly key: string;
}

/** A change names the ETag of what it was made from; a newer one refuses it with 412. */
export interface ChangeOptions extends CallOptions {
  readonly etag: string;
}

type Query<Schema extends z.ZodType> = { readonly [K in keyof z.output<Schema>]?: z.output<Schema>[K] | undefined };
type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export type EventQuery = Query<typeof MyEventParams>;
export type AuditQuery = Query<typeof AuditParams>;
export type DeliveryQuery = Query<typeof DeliveryParams>;
export type SeriesQuery = Query<typeof MySeriesParams>;
export type ImportQuery = Query<typeof ImportListParams>;
export type ImportRowQuery = Query<typeof ImportRowParams>;
export type CodeQuery = Query<typeof CodeParams>;
export type GuestQuery = Query<typeof GuestParams>;
export type OrderQuery = Query<typeof MyOrderParams>;
export type RefundQuery = Query<typeof MyRefundParams>;
export type AttendeeQuery = Query<typeof MyAttendeeParams>;
export type AttendeeFileQuery = Query<typeof MyAttendeeFileParams>;
export type LedgerQuery = Query<typeof LedgerParams>;
export type PayoutQuery = Query<typeof PayoutParams>;
export type VenueQuery = Query<typeof VenueParams> & { readonly q: string };

/** One request: `body` as JSON, `file` as it is. */
interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Values;
  readonly body?: unknown;
  readonly file?: Blob;
  readonly options?: (CallOptions & { readonly key?: string; readonly etag?: string | undefined }) | undefined;
}

export type PromoterClient = ReturnType<typeof promoterClient>;

/**
 * The promoters' API, typed. `origin` (`https://…`) is what addresses are made from; the session is a cookie, which
 * `fetch` sends along. No method throws.
 */
export function promoterClient(fetch: (request: Request) => Promise<Response>, origin: string) {
  const send = async <T>(read: (response: Response) => Promise<T>, path: string, ask: Ask): Promise<Result<T>> => {
    try {
      const response = await fetch(request(origin + path, ask));
      const { headers } = response;
      if (!response.ok) return { ok: false, problem: Problem.parse(await response.json()), headers };
      return { ok: true, data: await read(response), etag: headers.get("ETag"), headers };
    } catch (error) {
      return { ok: false, problem: null, unreachable: error };
    }
  };
  const call = <T>(schema: z.ZodType<T>, path: string, ask: Ask = {}): Promise<Result<T>> =>
    send(async (response) => schema.parse(await response.json()), path, ask);
  /** For answers without a body, or whose body says nothing more. */
  const tell = (path: string, ask: Ask): Promise<Result<undefined>> => send(async () => undefined, path, ask);
  const at = (id: string) => encodeURIComponent(id);
  const performanceAt = (id: string, performanceId: string) => `/v1/events/${at(id)}/performances/${at(performanceId)}`;

  return {
    signIn: (body: z.input<typeof SignIn>, options?: CallOptions) =>
      call(Session, "/v1/session", { method: "POST", body, options }),
    readSession: (options?: CallOptions) => call(Session, "/v1/session", { options }),
    /** Acts for another of one's organisations from now on. */
    changeSession: (body: z.input<typeof SessionChange>, options?: CallOptions) =>
      call(Session, "/v1/session", { method: "PATCH", body, options }),
    signOut: (options?: CallOptions) => tell("/v1/session", { method: "DELETE", options }),
    listSessions: (options?: CallOptions) => call(SessionList, "/v1/sessions", { options }),
    endSession: (id: string, options?: CallOptions) => tell(`/v1/sessions/${at(id)}`, { method: "DELETE", options }),
    /** All but this one. */
    endOtherSessions: (options?: CallOptions) => tell("/v1/sessions", { method: "DELETE", options }),

    createAccount: (body: z.input<typeof NewAccount>, options?: CallOptions) =>
      tell("/v1/accounts", { method: "POST", body, options }),
    verifyAccount: (body: z.input<typeof Verification>, options?: CallOptions) =>
      call(Session, "/v1/accounts/verification", { method: "POST", body, options }),
    requestPasswordReset: (body: z.input<typeof PasswordResetRequest>, options?: CallOptions) =>
      tell("/v1/password-resets", { method: "POST", body, options }),
    resetPassword: (body: z.input<typeof PasswordReset>, options?: CallOptions) =>
      tell("/v1/password-resets", { method: "PUT", body, options }),

    createOrganisation: (body: z.input<typeof OrganisationInput>, options: CreateOptions) =>
      call(Organisation, "/v1/organisations", { method: "POST", body, options }),
    readOrganisation: (options?: CallOptions) => call(Organisation, "/v1/organisation", { options }),
    changeOrganisation: (body: z.input<typeof OrganisationChange>, options: ChangeOptions) =>
      call(Organisation, "/v1/organisation", { method: "PATCH", body, options }),
    listMembers: (options?: CallOptions) => call(MemberList, "/v1/organisation/members", { options }),
    changeMember: (userId: string, body: z.input<typeof MemberChange>, options?: CallOptions) =>
      tell(`/v1/organisation/members/${at(userId)}`, { method: "PATCH", body, options }),
    removeMember: (userId: string, options?: CallOptions) =>
      tell(`/v1/organisation/members/${at(userId)}`, { method: "DELETE", options }),
    listInvitations: (options?: CallOptions) => call(InvitationList, "/v1/organisation/invitations", { options }),
    invite: (body: z.input<typeof InvitationInput>, options: CreateOptions) =>
      call(Invitation, "/v1/organisation/invitations", { method: "POST", body, options }),
    withdrawInvitation: (id: string, options?: CallOptions) =>
      tell(`/v1/organisation/invitations/${at(id)}`, { method: "DELETE", options }),
    readInvitation: (token: string, options?: CallOptions) =>
      call(InvitationPreview, `/v1/invitations/${at(token)}`, { options }),
    acceptInvitation: (body: z.input<typeof InvitationAcceptance>, options?: CallOptions) =>
      call(Session, "/v1/invitations/acceptance", { method: "POST", body, options }),

    listEvents: (query: EventQuery = {}, options?: CallOptions) => call(MyEventList, "/v1/events", { query, options }),
    readEvent: (id: string, options?: CallOptions) => call(MyEvent, `/v1/events/${at(id)}`, { options }),
    createEvent: (body: z.input<typeof EventInput>, options: CreateOptions) =>
      call(MyEvent, "/v1/events", { method: "POST", body, options }),
    changeEvent: (id: string, body: EventChange, options: ChangeOptions) =>
      call(MyEvent, `/v1/events/${at(id)}`, { method: "PATCH", body, options }),
    /** Whom saving these performances would be mailed to. */
    previewHolders: (id: string, body: HoldersPreviewInput, options?: CallOptions) =>
      call(HoldersPreview, `/v1/events/${at(id)}/holders-preview`, { method: "POST", body, options }),
    /** With an `etag`, only that version is acted on. */
    actOnEvent: (id: string, action: EventActionName, options?: CallOptions & { readonly etag?: string }) =>
      call(MyEvent, `/v1/events/${at(id)}/${action}`, { method: "POST", options }),
    previewPerformanceCancellation: (id: string, performanceId: string, options?: CallOptions) =>
      call(PerformanceCancellationPreview, `${performanceAt(id, performanceId)}/cancellation-preview`, { options }),
    /** For good. With an `etag`, only that version of the event is acted on. */
    cancelPerformance: (
      id: string,
      performanceId: string,
      body: PerformanceCancellation,
      options?: CallOptions & { readonly etag?: string },
    ) => call(MyEvent, `${performanceAt(id, performanceId)}/cancellation`, { method: "POST", body, options }),
    readPreflight: (id: string, options?: CallOptions) =>
      call(Preflight, `/v1/events/${at(id)}/preflight`, { options }),
    duplicateEvent: (id: string, body: DuplicateInput, options: CreateOptions) =>
      call(MyEvent, `/v1/events/${at(id)}/duplicate`, { method: "POST", body, options }),
    /** `file` is the picture itself: JPEG, PNG or WebP. */
    replaceCover: (id: string, file: Blob, options: ChangeOptions) =>
      call(MyEvent, `/v1/events/${at(id)}/cover`, { method: "PUT", file, options }),
    removeCover: (id: string, options: ChangeOptions) =>
      call(MyEvent, `/v1/events/${at(id)}/cover`, { method: "DELETE", options }),
    createPreview: (id: string, options?: CallOptions) =>
      call(PreviewLink, `/v1/events/${at(id)}/preview`, { method: "POST", options }),
    readEventDeliveries: (id: string, options?: CallOptions) =>
      call(EventDeliveries, `/v1/events/${at(id)}/deliveries`, { options }),

    readSelling: (eventId: string, options?: CallOptions) =>
      call(Selling, `/v1/events/${at(eventId)}/selling`, { options }),
    /** Whole: a question that is left out is asked no more. */
    replaceSelling: (eventId: string, body: z.input<typeof SellingInput>, options: ChangeOptions) =>
      call(Selling, `/v1/events/${at(eventId)}/selling`, { method: "PUT", body, options }),
    stopSale: (eventId: string, options?: CallOptions) =>
      call(Selling, `/v1/events/${at(eventId)}/sale-stop`, { method: "POST", options }),
    startSale: (eventId: string, options?: CallOptions) =>
      call(Selling, `/v1/events/${at(eventId)}/sale-start`, { method: "POST", options }),

    listCodes: (eventId: string, query: CodeQuery = {}, options?: CallOptions) =>
      call(CodeList, `/v1/events/${at(eventId)}/codes`, { query, options }),
    createCode: (eventId: string, body: z.input<typeof CodeInput>, options: CreateOptions) =>
      call(Code, `/v1/events/${at(eventId)}/codes`, { method: "POST", body, options }),
    createCodes: (eventId: string, body: z.input<typeof CodesInput>, options: CreateOptions) =>
      call(CodesMade, `/v1/events/${at(eventId)}/codes/batches`, { method: "POST", body, options }),
    changeCode: (eventId: string, id: string, body: z.input<typeof CodeChange>, options: ChangeOptions) =>
      call(Code, `/v1/events/${at(eventId)}/codes/${at(id)}`, { method: "PATCH", body, options }),
    /** The address of a file, for a link: all codes, or those with this tag. */
    codesFile: (eventId: string, query: { readonly tag?: string | undefined } = {}) =>
      `${origin}/v1/events/${at(eventId)}/codes.csv${queryString(query)}`,

    listBlocks: (eventId: string, options?: CallOptions) =>
      call(BlockList, `/v1/events/${at(eventId)}/blocks`, { options }),
    createBlock: (eventId: string, body: z.input<typeof BlockInput>, options: CreateOptions) =>
      call(Block, `/v1/events/${at(eventId)}/blocks`, { method: "POST", body, options }),
    releaseBlock: (eventId: string, id: string, options?: CallOptions) =>
      tell(`/v1/events/${at(eventId)}/blocks/${at(id)}`, { method: "DELETE", options }),
    listGuests: (eventId: string, query: GuestQuery = {}, options?: CallOptions) =>
      call(GuestList, `/v1/events/${at(eventId)}/guests`, { query, options }),
    createGuest: (eventId: string, body: z.input<typeof GuestInput>, options: CreateOptions) =>
      call(Guest, `/v1/events/${at(eventId)}/guests`, { method: "POST", body, options }),
    cancelGuest: (eventId: string, orderId: string, options?: CallOptions) =>
      tell(`/v1/events/${at(eventId)}/guests/${at(orderId)}`, { method: "DELETE", options }),

    listOrders: (query: OrderQuery = {}, options?: CallOptions) => call(MyOrderList, "/v1/orders", { query, options }),
    readOrder: (id: string, options?: CallOptions) => call(MyOrder, `/v1/orders/${at(id)}`, { options }),
    previewRefund: (orderId: string, body: z.input<typeof RefundChoice>, options?: CallOptions) =>
      call(RefundPreview, `/v1/orders/${at(orderId)}/refund-preview`, { method: "POST", body, options }),
    /** `total` is the preview's; where it would be another by now, 409 and nothing is done. */
    createRefund: (orderId: string, body: z.input<typeof RefundInput>, options: CreateOptions) =>
      call(MyOrder, `/v1/orders/${at(orderId)}/refunds`, { method: "POST", body, options }),
    previewVoid: (orderId: string, body: z.input<typeof VoidChoice>, options?: CallOptions) =>
      call(VoidPreview, `/v1/orders/${at(orderId)}/void-preview`, { method: "POST", body, options }),
    /** `version` is the preview's; if the order has changed since, 409 and nothing is done. */
    createVoid: (orderId: string, body: z.input<typeof VoidInput>, options: CreateOptions) =>
      call(MyOrder, `/v1/orders/${at(orderId)}/voids`, { method: "POST", body, options }),
    /** Money that came by transfer or at the door. */
    receivePayment: (orderId: string, body: z.input<typeof PaymentReceived>, options: CreateOptions) =>
      call(MyOrder, `/v1/orders/${at(orderId)}/payment-received`, { method: "POST", body, options }),
    /** An order that is not paid. */
    cancelOrder: (id: string, options?: CallOptions) =>
      call(MyOrder, `/v1/orders/${at(id)}/cancellation`, { method: "POST", options }),
    /** Replaces its links and ticket codes, and mails the tickets to the new address. */
    changeOrderEmail: (orderId: string, body: z.input<typeof OrderEmailInput>, options: CreateOptions) =>
      call(MyOrder, `/v1/orders/${at(orderId)}/email`, { method: "POST", body, options }),
    resendMail: (orderId: string, options: CreateOptions) =>
      tell(`/v1/orders/${at(orderId)}/mails`, { method: "POST", options }),
    listRefunds: (query: RefundQuery = {}, options?: CallOptions) =>
      call(MyRefundList, "/v1/refunds", { query, options }),
    /** Has a failed refund tried again. */
    retryRefund: (id: string, options?: CallOptions) =>
      call(MyRefund, `/v1/refunds/${at(id)}/retry`, { method: "POST", options }),
    /** Notes that the money went back by hand. */
    settleRefund: (id: string, options?: CallOptions) =>
      call(MyRefund, `/v1/refunds/${at(id)}/settlement`, { method: "POST", options }),

    listAttendees: (eventId: string, query: AttendeeQuery = {}, options?: CallOptions) =>
      call(MyAttendeeList, `/v1/events/${at(eventId)}/attendees`, { query, options }),
    /** The address of a file, for a link. */
    listRevocations: (
      eventId: string,
      query: Query<typeof RevocationParams> = {},
      options?: CallOptions,
    ): Promise<Result<RevocationList>> =>
      call(RevocationList, `/v1/events/${at(eventId)}/revocations`, { query, options }),
    attendeesFile: (eventId: string, query: AttendeeFileQuery = {}) =>
      `${origin}/v1/events/${at(eventId)}/attendees.csv${queryString(query)}`,
    readSales: (eventId: string, options?: CallOptions) =>
      call(SalesReport, `/v1/events/${at(eventId)}/sales`, { options }),
    readRefundProgress: (eventId: string, options?: CallOptions) =>
      call(RefundProgress, `/v1/events/${at(eventId)}/refund-progress`, { options }),
    readLedger: (query: LedgerQuery = {}, options?: CallOptions) => call(Ledger, "/v1/ledger", { query, options }),
    readPayouts: (query: PayoutQuery = {}, options?: CallOptions) => call(Payouts, "/v1/payouts", { query, options }),

    findVenues: (query: VenueQuery, options?: CallOptions) => call(VenueList, "/v1/venues", { query, options }),

    listSeries: (query: SeriesQuery = {}, options?: CallOptions) =>
      call(MySeriesList, "/v1/series", { query, options }),
    createSeries: (body: SeriesInput, options: CreateOptions) =>
      call(MySeries, "/v1/series", { method: "POST", body, options }),
    changeSeries: (id: string, body: SeriesInput, options: ChangeOptions) =>
      call(MySeries, `/v1/series/${at(id)}`, { method: "PATCH", body, options }),

    /** `file` is sent as it is; its type is given by `format`. */
    startImport: (query: ImportParams, file: Blob, options: CreateOptions) =>
      call(Import, "/v1/imports", { method: "POST", query, file, options }),
    listImports: (query: ImportQuery = {}, options?: CallOptions) =>
      call(ImportList, "/v1/imports", { query, options }),
    readImport: (id: string, options?: CallOptions) => call(Import, `/v1/imports/${at(id)}`, { options }),
    listImportRows: (id: string, query: ImportRowQuery = {}, options?: CallOptions) =>
      call(ImportRowList, `/v1/imports/${at(id)}/rows`, { query, options }),
    undoImport: (id: string, options?: CallOptions) =>
      call(Import, `/v1/imports/${at(id)}/undo`, { method: "POST", options }),

    listAudit: (query: AuditQuery = {}, options?: CallOptions) => call(AuditList, "/v1/audit", { query, options }),

    listDeliveries: (query: DeliveryQuery = {}, options?: CallOptions) =>
      call(DeliveryList, "/v1/deliveries", { query, options }),
    replayDelivery: (id: string, options?: CallOptions) =>
      call(DeliveryReplay, `/v1/deliveries/${at(id)}/replay`, { method: "POST", options }),
  };
}

function request(address: string, { method = "GET", query = {}, body, file, options }: Ask): Request {
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (file !== undefined) headers.set("Content-Type", file.type || "application/octet-stream");
  if (options?.key !== undefined) headers.set("Idempotency-Key", options.key);
  if (options?.etag !== undefined) headers.set("If-Match", options.etag);
  const content = file ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Request(address + queryString(query), {
    method,
    headers,
    ...(content !== undefined && { body: content }),
    ...(options?.signal && { signal: options.signal }),
  });
}

function queryString(query: Values): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  return params.size === 0 ? "" : `?${params}`;
}
