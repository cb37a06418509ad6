import type { WhenAndWhere } from "../event/when-and-where.ts";
import type { OrderNews } from "./order-news.ts";

/** Mail to someone whose performance was moved; its outbox row names an order, and the ticket of an attendee. */
export const CHANGE_TEMPLATE = "performance-changed";

export interface PerformanceChange {
  /** What the reader was told last. */
  readonly was: WhenAndWhere;
  readonly is: WhenAndWhere;
  /** It was postponed, and takes place again. */
  readonly rescheduled: boolean;
}

/** All that a mail about moved performances says, as it is when the mail is sent; the links apart. */
export interface ChangeNews extends OrderNews {
  readonly eventSlug: string;
  /** Never empty; by start. */
  readonly changes: readonly PerformanceChange[];
  /** The last change of each that the reader knows of once this is sent. */
  readonly told: readonly { readonly performanceId: string; readonly upto: number }[];
}
