import type { Instant } from "@liveotter/core/instant";
import type { ChangeMailParams } from "@liveotter/core/mail/mail";
import { orderPage } from "@liveotter/core/order/order-page";
import { pagePath } from "@liveotter/core/page-path";
import type { Database } from "@liveotter/database/connect";
import { markTold, readChangeNews } from "@liveotter/database/mail/read-change-news";
import { orderKeyOf } from "@liveotter/integrations/order-key/order-key";
import { OutageError } from "./consumer.ts";
import { idsIn } from "./order-mails.ts";

/** One mail about moved performances. */
interface ChangeMail {
  /** What `readMail` takes. */
  readonly payload: unknown;
  /** Names this content: sent again it is the same mail, and with newer news another. */
  readonly version: number;
  /** To be called once it is sent. */
  told(): Promise<void>;
}

export interface ChangeMails {
  /** `null`: there is nothing that its reader does not know. */
  read(payload: unknown, signal: AbortSignal): Promise<ChangeMail | null>;
}

/** As `orderMails`. What was undone before its mail went out is told to nobody. */
export function changeMails(
  db: Database,
  origin: string | undefined,
  secret: string | undefined,
  now: () => Instant,
): ChangeMails {
  return {
    async read(row, signal) {
      if (!origin || !secret) throw new OutageError("Links to orders are not configured");
      const reader = idsIn(row);
      const news = await readChangeNews(db, reader, now(), { signal });
      if (news === null) return null;
      const { to, locale, keyGeneration, eventSlug, changes, told, ...order } = news;
      const fans = new URL(origin).origin;
      const links = async (): Promise<Pick<ChangeMailParams, "to" | "link" | "calendarLink">> => {
        if (reader.ticketId !== null) {
          const calendarLink = `${fans}/v1/events/${eventSlug}.ics${locale === "en" ? "" : `?locale=${locale}`}`;
          return { to: "attendee", link: fans + pagePath(locale, `/events/${eventSlug}`), calendarLink };
        }
        const key = await orderKeyOf(secret, { id: reader.orderId, keyGeneration });
        const link = fans + orderPage({ id: reader.orderId, key, locale });
        return { to: "buyer", link, calendarLink: `${link}/tickets.ics` };
      };
      const params: ChangeMailParams = { order, changes, ...(await links()) };
      return {
        payload: { to, locale, params },
        version: Math.max(...told.map(({ upto }) => upto)),
        told: () => markTold(db, reader, told, { signal }),
      };
    },
  };
}
