import type {
  EventId,
  PerformanceId,
  PromoterId,
  QuotaId,
  SeriesId,
  TicketTypeId,
  UserId,
  VenueId,
} from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { Currency } from "@liveotter/core/money";

/** For whom a change is made, and by whom: the audit log's words. */
export interface Actor {
  readonly promoterId: PromoterId;
  readonly userId: UserId | null;
  readonly requestId: string | null;
}

/** Which event, as it was read: the change goes through only if nobody changed it since. */
export interface EventAt {
  readonly eventId: EventId;
  readonly version: number;
}

export interface EventTexts {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly genre: string;
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** Absent in a draft: nobody is named. */
  readonly lineUp?: readonly string[] | undefined;
  /** Absent in a draft: nothing is said. */
  readonly access?: string | undefined;
  readonly url: string | null;
  readonly currency: Currency;
}

export interface EventDraft extends EventTexts {
  /** Of all events of all promoters no other has it (`events_slug_key`). */
  readonly slug: string;
  readonly performances: readonly PerformanceDraft[];
  /** In the order in which they are shown. */
  readonly ticketTypes: readonly TicketTypeDraft[];
  /** In the order in which they are shown; none when absent. */
  readonly quotas?: readonly QuotaDraft[];
  /** Absent: on the clocks of the first performance, from publication, without limits. */
  readonly sales?: SalesDraft;
  readonly fees?: FeesDraft | null;
  readonly tax?: TaxDraft | null;
  /** One of the promoter's own (`events_promoter_id_series_id_fkey`). */
  readonly seriesId?: SeriesId | null;
  /** One of the promoter's own events, whose uploaded picture it shares, and which is sold in the same way. */
  readonly copyOf?: EventId;
}

/** What is absent stays; a list that is given replaces the whole list. */
export type EventChange = {
  readonly [Part in Exclude<keyof EventDraft, "slug" | "copyOf">]?: EventDraft[Part] | undefined;
} & {
  /** Whether tickets to what this moves may be returned for some days. */
  readonly refundWindow?: boolean | undefined;
};

export interface PerformanceDraft {
  /** One of this event's own, to keep it, or a new one's; absent, one is made. */
  readonly id?: PerformanceId | undefined;
  readonly date: string;
  readonly time: string | null;
  readonly endDate: string | null;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Streamed; `where` of kind `online` makes it so as well. */
  readonly online: boolean;
  readonly where: PlaceDraft;
}

interface Spot {
  readonly city: string;
  readonly country: string;
  /** Both or neither. */
  readonly lat: number | null;
  readonly lon: number | null;
}

/** A venue we know (its place is copied), one to find by name and city or else create, a bare place, or none. */
export type PlaceDraft =
  | { readonly kind: "venue"; readonly venueId: VenueId }
  | ({ readonly kind: "new-venue"; readonly name: string; readonly street: string | null } & Spot)
  | ({ readonly kind: "place" } & Spot)
  | { readonly kind: "online" };

export interface TicketTypeDraft {
  /** One of this event's own, to keep it, or a new one's; absent, one is made. */
  readonly id?: TicketTypeId | undefined;
  readonly name: string;
  readonly description?: string;
  /** Minor units of the event's currency, when no phase is on. */
  readonly price: number;
  /** In order of time: the first that is not over gives the price. */
  readonly phases?: readonly PricePhaseDraft[];
  /** Not shown to the public, and no part of its prices. */
  readonly hidden?: boolean;
  readonly minPerOrder?: number | null;
  readonly maxPerOrder?: number | null;
  /** Performances of the same event that one ticket admits to; `null`: the one that the fan picks. */
  readonly pass?: readonly PerformanceId[] | null;
}

export interface PricePhaseDraft {
  readonly name: string;
  readonly until: Instant;
  readonly price: number;
}

export interface QuotaDraft {
  /** One of this event's own, to keep it, or a new one's; absent, one is made. */
  readonly id?: QuotaId | undefined;
  readonly name: string;
  /** `null`: without limit. */
  readonly capacity: number | null;
  /** One of the same event; `null`: all. */
  readonly performance: PerformanceId | null;
  readonly ticketTypes: readonly TicketTypeId[];
}

export interface SalesDraft {
  /** IANA zone whose clocks the times are shown on, price phases' included. */
  readonly zone: string;
  readonly presale: Instant | null;
  /** `null`: from publication. */
  readonly onSale: Instant | null;
  /** `null`: each performance until it ends. */
  readonly end: Instant | null;
  readonly maxPerOrder: number | null;
}

/** Minor units; `percent` in hundredths of a per cent. */
export interface FeesDraft {
  readonly perTicket: number;
  readonly perOrder: number;
  readonly percent: number;
  readonly paidBy: "fan" | "promoter";
}

export interface TaxDraft {
  readonly name: string;
  /** Thousandths of a per cent. */
  readonly rate: number;
  readonly included: boolean;
}
