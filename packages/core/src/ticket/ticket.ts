import type { CatalogueEventDetail, CataloguePerformance } from "../catalogue/catalogue.ts";
import type { CredentialId, EventId, OrderId, PerformanceId, TicketId, TicketTypeId } from "../ids.ts";
import type { Locale } from "../long-time.ts";
import type { Question } from "../sale/sale.ts";

/** One admission to one performance, with whoever comes by it and what scans for it. */
export interface IssuedTicket {
  readonly id: TicketId;
  readonly state: "valid" | "cancelled";
  readonly performanceId: PerformanceId;
  readonly ticketTypeId: TicketTypeId;
  /** The type's name when it was bought. */
  readonly ticketType: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly answers: readonly GivenAnswer[];
  /** `null` for a cancelled ticket. */
  readonly credential: Credential | null;
}

/** What scans: replaced, never changed. `rotating`: its code is computed on the phone, and no paper carries it. */
export interface Credential {
  readonly id: CredentialId;
  readonly kind: "static" | "rotating";
}

export interface GivenAnswer {
  readonly questionId: string;
  readonly answer: string;
}

/** What an order asks of those who come. */
export interface Asked {
  readonly attendeeNames: "none" | "optional" | "required";
  /** Of attendees alone. */
  readonly questions: readonly Question[];
}

/** Some of an order's tickets, in an order that never changes, and the performances they are for. */
export interface TicketPage extends Asked {
  readonly orderId: OrderId;
  /** What the order's key is derived from, beside its id. */
  readonly keyGeneration: number;
  readonly orderNumber: string;
  readonly locale: Locale;
  readonly promoter: string;
  /** Of all tickets that were asked for. */
  readonly total: number;
  readonly event: TicketEvent;
  readonly performances: readonly CataloguePerformance[];
  readonly tickets: readonly IssuedTicket[];
}

export type TicketEvent = Pick<
  CatalogueEventDetail,
  "slug" | "name" | "summary" | "genre" | "status" | "publishedAt" | "changedAt"
> & { readonly id: EventId };
