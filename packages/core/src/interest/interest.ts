import type { PerformanceId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { PerformanceNews } from "../mail/order-news.ts";

/** What a fan wants to hear of an event: that its sale opens, or that there are tickets again. */
export const INTEREST_KINDS = ["on-sale", "returned"] as const;
export type InterestKind = (typeof INTEREST_KINDS)[number];

/** A fan's wish to be told, as its mailed link shows it. It says nothing of whose it is. */
export interface Interest {
  readonly kind: InterestKind;
  /** `over`: there is nothing left to be told of. */
  readonly state: "unconfirmed" | "waiting" | "told" | "over";
  readonly eventSlug: string;
  readonly eventName: string;
  /** Whose clocks the sale goes by. */
  readonly zone: string;
  readonly opensAt: Instant | null;
  /** `null`: any night. */
  readonly performance: AwaitedNight | null;
}

/** The one performance that a fan waits for. */
export interface AwaitedNight extends PerformanceNews {
  readonly id: PerformanceId;
}

/** What came of asking to be told. `open`: it is on sale already. */
export type AskOutcome = "asked" | "unknown" | "over" | "open";
