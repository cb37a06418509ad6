import { type ChangedPart, type WhenAndWhere, whatChanged } from "../event/when-and-where.ts";
import { longDay } from "../long-time.ts";
import { formatMoney } from "../money.ts";
import { placeLine } from "../place/place-line.ts";
import type { PerformanceChange } from "./change-news.ts";
import type { MailLocale, MailParams, MailTemplate } from "./mail.ts";
import type { PerformanceNews } from "./order-news.ts";

/** What a mail says, before it is text or HTML. Names are cleaned already; nothing is escaped yet. */
export interface Letter {
  readonly subject: string;
  readonly greeting: string;
  readonly before: readonly string[];
  /** `null`: there is nothing to open. */
  readonly action: Link | null;
  readonly after: readonly string[];
  /** Less important than `action`. */
  readonly links?: readonly Link[];
  /** Ends what the mail comes from: an address that takes a bare `POST` as well. */
  readonly endLink?: string;
}

export interface Link {
  readonly label: string;
  readonly link: string;
}

/** One language's letters. */
export type Writers = { readonly [T in MailTemplate]: (params: MailParams[T]) => Letter };

const LONGEST_NAME = 100;

/**
 * A name that a stranger may have chosen, for one line of a mail: no line breaks or other control characters, nothing
 * that turns the direction of writing, and nothing that mail programs would make a link of.
 */
export function plain(name: string): string {
  const cleaned = oneLine(name);
  const short = [...cleaned].slice(0, LONGEST_NAME).join("");
  return short.replace(/[.:/@](?=\S)/g, "$&\u200B");
}

/** What a promoter wrote for their fans: as it is, in one paragraph. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();

/** Minor units as people write them. */
export const money = (amount: number, currency: string, locale: MailLocale): string =>
  formatMoney(amount, currency, locale);

const MOST_PERFORMANCES = 10;

/** When and where, a line each; of very many the first. */
export function schedule(performances: readonly PerformanceNews[], locale: MailLocale): string[] {
  const lines = performances.slice(0, MOST_PERFORMANCES).map((performance) => {
    const { date, time } = performance;
    return [longDay(date, locale), time, whereabouts(performance, locale)].filter((part) => part !== null).join(", ");
  });
  return performances.length > MOST_PERFORMANCES ? [...lines, "…"] : lines;
}

/** One performance in a line, with its last day and zone where those matter. */
export function spelledOut(one: WhenAndWhere, other: WhenAndWhere, locale: MailLocale): string {
  const days = one.endDate === null ? [one.date] : [one.date, one.endDate];
  const time = one.time !== null && one.zone !== other.zone ? `${one.time} (${one.zone})` : one.time;
  const parts = [days.map((day) => longDay(day, locale)).join(" – "), time, whereabouts(one, locale)];
  return parts.filter((part) => part !== null).join(", ");
}

/** What changed of any of them; empty where they only take place again. */
export function changedParts(changes: readonly PerformanceChange[]): ReadonlySet<ChangedPart> {
  return new Set(changes.flatMap(({ was, is }) => whatChanged(was, is)));
}

/** Before and after, a line each; of very many the first. */
export function beforeAndAfter(
  changes: readonly PerformanceChange[],
  locale: MailLocale,
  words: { readonly was: string; readonly is: string; readonly same: string },
): string[] {
  const lines = changes.slice(0, MOST_PERFORMANCES).flatMap(({ was, is }) => {
    const now = spelledOut(is, was, locale);
    if (whatChanged(was, is).length === 0) return [`${words.same} ${now}`];
    return [`${words.was} ${spelledOut(was, is, locale)}`, `${words.is} ${now}`];
  });
  return changes.length > MOST_PERFORMANCES ? [...lines, "…"] : lines;
}

/** Each part cleaned by itself, so that a long name leaves room for the street. `null` while nothing is known. */
function whereabouts({ online, place }: PerformanceNews, locale: MailLocale): string | null {
  if (place === null) return online ? "Online" : null;
  const { venue, street = null, city, country } = place;
  const cleaned = {
    venue: venue && { name: plain(venue.name) },
    street: street && plain(street),
    city: plain(city),
    country,
  };
  return placeLine(cleaned, locale);
}
