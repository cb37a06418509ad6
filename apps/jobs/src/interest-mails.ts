import { asId, type InterestId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { InterestTemplate } from "@liveotter/core/mail/interest-news";
import type { InterestMailParams } from "@liveotter/core/mail/mail";
import { pagePath, tellMePath, ticketsPath } from "@liveotter/core/page-path";
import type { Database } from "@liveotter/database/connect";
import { readInterestNews } from "@liveotter/database/mail/read-interest-news";
import { interestTokenOf } from "@liveotter/integrations/order-key/interest-token";
import { OutageError, RefusedError } from "./consumer.ts";

/** Mails to who asked to be told, whose outbox rows name an id alone: what they say is read when they are sent. */
export interface InterestMails {
  /** What `readMail` takes, for such a row's payload; `null`: nobody is to be told any more. */
  read(template: InterestTemplate, payload: unknown, signal: AbortSignal): Promise<unknown>;
}

/** `origin` is where fans' pages are, `secret` what the links' tokens are derived from; without either, this mail waits. */
export function interestMails(
  db: Database,
  origin: string | undefined,
  secret: string | undefined,
  now: () => Instant,
): InterestMails {
  return {
    async read(template, payload, signal) {
      if (!origin || !secret) throw new OutageError("Links to fans' pages are not configured");
      const id = idIn(payload);
      const found = await readInterestNews(db, id, template, now(), { signal });
      if (found === null) return null;
      const { to, locale, eventSlug, ...news } = found;
      const at = (path: string) => new URL(origin).origin + pagePath(locale, path);
      const night = news.performance?.id;
      const own = at(`/tell-me/${await interestTokenOf(secret, id)}`);
      const offer = at(night === undefined ? `/events/${eventSlug}` : ticketsPath(eventSlug, night));
      const link = template === "interest-confirm" ? own : offer;
      const againLink = at(tellMePath(eventSlug, night));
      const params: InterestMailParams = { news, link, endLink: own, againLink };
      return { to, locale, params };
    },
  };
}

function idIn(payload: unknown): InterestId {
  const given = typeof payload === "object" && payload !== null && "interestId" in payload ? payload.interestId : null;
  const id = asId<InterestId>(String(given));
  if (id === null) throw new RefusedError("`interestId` is missing");
  return id;
}
