import type { EventId, PerformanceId, PromoterId, TicketTypeId, UserId, VenueId } from "@liveotter/core/ids";
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
  readonly url: string | null;
  readonly currency: Currency;
}

export interface EventDraft extends EventTexts {
  /** Of all events of all promoters no other has it (`events_slug_key`). */
  readonly slug: string;
  readonly performances: readonly PerformanceDraft[];
  /** In the order in which they are shown. */
  readonly ticketTypes: readonly TicketTypeDraft[];
}

/** What is absent stays; a list that is given replaces the whole list. */
export type EventChange = {
  readonly [Part in Exclude<keyof EventDraft, "slug">]?: EventDraft[Part] | undefined;
};

export interface PerformanceDraft {
  /** One of this event's own, to keep it; absent for a new one. */
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
  readonly id?: TicketTypeId | undefined;
  readonly name: string;
  /** Minor units of the event's currency. */
  readonly price: number;
  /** Not shown to the public, and no part of its prices. */
  readonly hidden?: boolean;
}
