import type { EventId, PerformanceId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { Currency } from "../money.ts";

/**
 * The catalogue: what everybody may see. It is what lists, pages, search, the snapshot and the index are made from,
 * so that the same event looks the same whichever of them answers.
 */
export interface CatalogueEvent {
  readonly id: EventId;
  readonly slug: string;
  readonly name: string;
  /** One or two sentences, plain text; empty when the promoter gave none. */
  readonly summary: string;
  readonly genre: string;
  /** Lower-case BCP 47 tags or the promoter's words; may be empty. */
  readonly languages: readonly string[];
  /** Free words that search finds the event by. */
  readonly tags: readonly string[];
  /** Who plays or speaks, in the promoter's order. Absent in what was stored before there were any. */
  readonly lineUp?: readonly string[];
  readonly status: PublicEventStatus;
  readonly currency: Currency;
  /** Minor units over the visible ticket types; both `null` while no price is known. */
  readonly priceFrom: number | null;
  readonly priceTo: number | null;
  readonly promoter: Named;
  readonly series: Named | null;
  /** The file of the uploaded cover; `null`: one is drawn. Absent in what was stored before there were any. */
  readonly cover?: string | null;
  /** From when anybody may buy; `null`: since publication. Absent in what was stored before it was told. */
  readonly onSaleAt?: Instant | null;
  /** From when holders of a presale code may; `null`: no presale. Absent, as what follows, in what was stored before. */
  readonly presaleAt?: Instant | null;
  /** `null`: each performance sells until it ends. */
  readonly salesEndAt?: Instant | null;
  readonly selling?: HowSold;
  readonly publishedAt: Instant;
  /** When what the public sees of this event last changed. */
  readonly changedAt: Instant;
  /** Never empty; by start, then id. */
  readonly performances: readonly CataloguePerformance[];
}

/** To whom an event sells tickets, whatever its times are and whatever is left: everybody, holders of a code, or nobody. */
export type HowSold = "open" | "code-only" | "stopped" | "nothing";

/** What only the event's own page shows. */
export interface CatalogueEventDetail extends CatalogueEvent {
  readonly description: string;
  /** For whoever needs a ramp, a seat, an interpreter or a companion; several lines of plain text, empty while unknown. */
  readonly access: string;
  /** The event's own site, `https:` or `http:`, or `null`. */
  readonly url: string | null;
  readonly ticketTypes: readonly { readonly name: string; readonly price: number }[];
  /** What fans pay for an order besides its tickets, in minor units; 0 where there is no such fee. */
  readonly orderFee: number;
}

/** A thing with an address of its own. */
export interface Named {
  readonly slug: string;
  readonly name: string;
}

export type PublicEventStatus = "published" | "postponed" | "cancelled";

export interface CataloguePerformance {
  readonly id: PerformanceId;
  /** Local calendar date in `zone`, `YYYY-MM-DD`. */
  readonly date: string;
  /** Local time `HH:MM`, or `null` for a performance of which only the date is known. Never shown as 00:00. */
  readonly time: string | null;
  /** Local date of the last day, when it is not `date`. */
  readonly endDate: string | null;
  /** IANA zone. */
  readonly zone: string;
  /** The start; for a date without a time, the local day's first instant. */
  readonly startsAt: Instant;
  /** When it stops being upcoming; for a date without a time, the end of its last local day. */
  readonly endsAt: Instant;
  readonly online: boolean;
  readonly status: "scheduled" | "cancelled" | "postponed";
  readonly place: Place | null;
}

/** Where: `null` on a performance that is online only. */
export interface Place {
  readonly venue: Named | null;
  /** Of the venue, with its number. Absent in what was stored before it was told. */
  readonly street?: string | null;
  readonly city: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  /** Degrees, WGS 84; `null` while unknown. */
  readonly lat: number | null;
  readonly lon: number | null;
}

/** Which content an answer shows: the version counts up with each published change, `at` is when it became so. */
export interface CatalogueVersion {
  readonly version: number;
  readonly at: Instant;
}

export interface CatalogueVenue extends Named {
  readonly street: string | null;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
  readonly lat: number | null;
  readonly lon: number | null;
}
