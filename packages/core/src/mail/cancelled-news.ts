import type { OrderNews, PerformanceNews } from "./order-news.ts";

/** Mail about one cancelled performance of an order, whose outbox row names both. */
export const CANCELLED_TEMPLATE = "performance-cancelled";

/** All that such a mail says, as it is when it is sent; the links apart. `refund` is null where no money goes back. */
export interface CancelledNews extends OrderNews {
  readonly cancelled: PerformanceNews;
  /** What the order's tickets are still valid for; by start. */
  readonly remaining: readonly PerformanceNews[];
  /** It has a pass that stays good for its other performances. */
  readonly passesKept: boolean;
}
