import type { Instant } from "../instant.ts";
import type { Terms } from "../sale/sale.ts";

/** An event as it is looked over before it goes public. Lines know one another by their ids. */
export interface PreflightEvent extends Pick<Terms, "fees" | "tax"> {
  readonly currency: string;
  readonly description: string;
  readonly hasCover: boolean;
  readonly performances: readonly PreflightPerformance[];
  readonly ticketTypes: readonly PreflightTicketType[];
  readonly quotas: readonly PreflightQuota[];
  readonly sales: {
    readonly presale: Instant | null;
    readonly onSale: Instant | null;
    readonly end: Instant | null;
    readonly maxPerOrder: number | null;
  };
}

export interface PreflightPerformance {
  readonly id: string;
  readonly date: string;
  readonly zone: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** Equal for performances at one and the same place. */
  readonly spot: string;
}

export interface PreflightTicketType {
  readonly id: string;
  readonly price: number;
  readonly hidden: boolean;
  readonly minPerOrder: number | null;
  readonly phases: readonly { readonly until: Instant; readonly price: number }[];
  /** Ids of performances; `null`: the one that the fan picks. */
  readonly pass: readonly string[] | null;
}

export interface PreflightQuota {
  readonly capacity: number | null;
  /** Id of the one performance, or `null` for all. */
  readonly performance: string | null;
  readonly ticketTypes: readonly string[];
}

/** What stands in the way of publishing (`error`), or what its promoter should know (`warning`). */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly code: string;
  /** RFC 6901, into the event. */
  readonly pointer: string;
  readonly detail: string;
}

export const error = (code: string, pointer: string, detail: string): Finding => ({
  severity: "error",
  ...{ code, pointer, detail },
});
export const warning = (code: string, pointer: string, detail: string): Finding => ({
  severity: "warning",
  ...{ code, pointer, detail },
});
