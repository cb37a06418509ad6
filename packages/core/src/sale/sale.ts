import type { EventId, PerformanceId, QuotaId, TicketTypeId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { Currency } from "../money.ts";
import type { PaymentMethod, PayTermsPerformance, TransferTerms } from "../order/pay-by.ts";

/** How an event is sold: all that a hold goes by, save what is left. Amounts are minor units of `currency`. */
export interface Sale extends Terms {
  readonly eventId: EventId;
  readonly eventSlug: string;
  readonly eventName: string;
  readonly status: "published" | "postponed" | "cancelled";
  readonly publishedAt: Instant | null;
  readonly presaleAt: Instant | null;
  /** `null`: from publication. */
  readonly onSaleAt: Instant | null;
  /** `null`: each performance until it ends. */
  readonly salesEndAt: Instant | null;
  readonly stopped: boolean;
  readonly needsPass: boolean;
  readonly maxPerOrder: number | null;
  readonly attendeeNames: "none" | "optional" | "required";
  /** What the promoter offers, whether or not it can still be in time. */
  readonly paymentMethods: readonly PaymentMethod[];
  /** Absent in copies that were kept before it was known. */
  readonly payTerms?: SalePayTerms;
  readonly questions: readonly Question[];
  readonly performances: readonly SalePerformance[];
  readonly ticketTypes: readonly SaleTicketType[];
  readonly quotas: readonly SaleQuota[];
  /** What codes that are not over can do for somebody. Absent in copies from before it was told: then assume they can. */
  readonly codes?: {
    readonly openHidden: boolean;
    readonly openPresale: boolean;
    /** Codes that keep room in a quota, or take none of it. */
    readonly keepRoom: boolean;
  };
}

/** What prices are made of beside the ticket types' own. */
export interface Terms {
  readonly currency: Currency;
  readonly rounding: "per-line" | "net-sum" | "net-sum-keep-gross";
  readonly fees: Fees | null;
  readonly tax: Tax | null;
}

export interface Fees {
  readonly perTicket: number;
  readonly perOrder: number;
  /** Of a ticket's price, in hundredths of a per cent. */
  readonly percent: number;
  readonly paidBy: "fan" | "promoter";
}

export interface Tax {
  readonly name: string;
  /** Thousandths of a per cent. */
  readonly rate: number;
  readonly included: boolean;
}

export interface Question {
  readonly id: string;
  readonly label: string;
  readonly kind: "text" | "choice" | "tick";
  readonly of: "order" | "attendee";
  readonly required: boolean;
  readonly choices: readonly string[];
}

/** What the deadlines of transfers depend on, beside the end of the sale. */
export interface SalePayTerms {
  readonly transfer: TransferTerms | null;
  readonly performances: readonly (PayTermsPerformance & { readonly id: PerformanceId })[];
}

export interface SalePerformance {
  readonly id: PerformanceId;
  readonly status: "scheduled" | "cancelled" | "postponed";
  readonly endsAt: Instant;
}

export interface SaleTicketType {
  readonly id: TicketTypeId;
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly hidden: boolean;
  readonly minPerOrder: number | null;
  readonly maxPerOrder: number | null;
  /** Of those not over, the first gives the price. */
  readonly phases: readonly { readonly name: string; readonly until: Instant; readonly price: number }[];
  /** What a pass admits to; `null` for a ticket to one performance of the fan's choice. */
  readonly pass: readonly PerformanceId[] | null;
}

export interface SaleQuota {
  readonly id: QuotaId;
  /** `null`: it spans all performances. */
  readonly performanceId: PerformanceId | null;
  readonly ticketTypeIds: readonly TicketTypeId[];
}

/** The price in force at `now`, and the phase that it is of. */
export function priceAt({ price, phases }: SaleTicketType, now: Instant) {
  const phase = phases.find(({ until }) => until > now) ?? null;
  return { price: phase?.price ?? price, phase };
}
