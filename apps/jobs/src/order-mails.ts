import { asId, type OrderId } from "@liveotter/core/ids";
import type { OrderMailParams } from "@liveotter/core/mail/mail";
import { orderPage } from "@liveotter/core/order/order-page";
import type { Database } from "@liveotter/database/connect";
import { readOrderNews } from "@liveotter/database/mail/read-order-news";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { OutageError, RefusedError } from "./consumer.ts";

/** Mails about orders, whose outbox rows name ids alone: what they say is read when they are sent. */
export interface OrderMails {
  /** What `readMail` takes, for such a row's payload; `null`: nobody is to be told any more. */
  read(payload: unknown, signal: AbortSignal): Promise<unknown>;
}

/** `origin` is where fans' pages are, `secret` what orders' keys are derived from; without either, this mail waits. */
export function orderMails(db: Database, origin: string | undefined, secret: string | undefined): OrderMails {
  return {
    async read(payload, signal) {
      if (!origin || !secret) throw new OutageError("Links to orders are not configured");
      const about = idsIn(payload);
      const news = await readOrderNews(db, about, { signal });
      if (news === null) return null;
      const { to, locale, keyGeneration, ...order } = news;
      const key = await orderKeyOf(secret, { id: about.orderId, keyGeneration });
      const link = new URL(origin).origin + orderPage({ id: about.orderId, key, locale });
      return { to, locale, params: { order, link } satisfies OrderMailParams };
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
  return { orderId, refundId: id("refundId"), ticketId: id("ticketId") };
}
