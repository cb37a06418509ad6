import { asId, type OrderId } from "@liveotter/core/ids";
import type { Locale } from "@liveotter/core/long-time";
import type { CancelledMailParams, OrderMailParams } from "@liveotter/core/mail/mail";
import { orderPage } from "@liveotter/core/order/order-page";
import type { Database } from "@liveotter/database/connect";
import { readOrderNews } from "@liveotter/database/mail/read-order-news";
import { readPerformanceNews } from "@liveotter/database/mail/read-performance-news";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { OutageError, RefusedError } from "./consumer.ts";

/** Mails about orders, whose outbox rows name ids alone: what they say is read when they are sent. */
export interface OrderMails {
  /** What `readMail` takes, for such a row's payload; `null`: nobody is to be told any more. */
  read(payload: unknown, signal: AbortSignal): Promise<unknown>;
  /** The same of a mail about one cancelled performance. */
  readCancelled(payload: unknown, signal: AbortSignal): Promise<unknown>;
}

/** `origin` is where fans' pages are, `secret` what orders' keys are derived from; without either, this mail waits. */
export function orderMails(db: Database, origin: string | undefined, secret: string | undefined): OrderMails {
  async function linkTo(of: { readonly id: OrderId; readonly keyGeneration: number }, locale: Locale): Promise<string> {
    if (!origin || !secret) throw new OutageError("Links to orders are not configured");
    const key = await orderKeyOf(secret, of);
    return new URL(origin).origin + orderPage({ id: of.id, key, locale });
  }

  return {
    async read(payload, signal) {
      const about = idsIn(payload);
      const news = await readOrderNews(db, about, { signal });
      if (news === null) return null;
      const { to, locale, keyGeneration, ...order } = news;
      const link = await linkTo({ id: about.orderId, keyGeneration }, locale);
      return { to, locale, params: { order, link } satisfies OrderMailParams };
    },
    async readCancelled(payload, signal) {
      const { orderId, refundId, performanceId } = idsIn(payload);
      if (performanceId === null) throw new RefusedError("`performanceId` is missing");
      const news = await readPerformanceNews(db, { orderId, performanceId, refundId }, { signal });
      if (news === null) return null;
      const { to, locale, keyGeneration, cancelled, remaining, passesKept, ...order } = news;
      const link = await linkTo({ id: orderId, keyGeneration }, locale);
      return { to, locale, params: { order, link, cancelled, remaining, passesKept } satisfies CancelledMailParams };
    },
  };
}

/** What an outbox row of such a mail names. @throws RefusedError */
export function idsIn(payload: unknown) {
  const given = new Map<string, unknown>(
    Object.entries(typeof payload === "object" && payload !== null ? payload : {}),
  );
  const id = (name: string) => asId<OrderId>(String(given.get(name)));
  const orderId = id("orderId");
  if (orderId === null) throw new RefusedError("`orderId` is missing");
  return { orderId, refundId: id("refundId"), ticketId: id("ticketId"), performanceId: id("performanceId") };
}
