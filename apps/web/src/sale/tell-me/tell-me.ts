import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { InterestInput } from "@liveotter/contracts/public/interests";
import { tellMePath } from "@liveotter/core/page-path";
import { opensAt } from "../../format/event-sale.ts";
import type { Locale } from "../../words/locale.ts";
import { at, languageOf } from "../../words/locale.ts";
import { emailIn } from "../email-in.ts";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import type { PublicEvent } from "../public-event.ts";
import { sureOf } from "../sure-of.ts";
import { trouble } from "../trouble.ts";
import { eventOf, NOT_FOUND, type SaleAnswer, type Visit } from "../visit.ts";

type Kind = InterestInput["kind"];

/** Asking to be told of an event, by an address that a mailed link then proves. */
export interface TellMeView {
  readonly page: "tell-me";
  readonly step: "ask" | "sent";
  readonly event: PublicEvent;
  readonly kind: Kind;
  /** The one date that is waited for; `null`: any. */
  readonly performance: PerformanceReply | null;
  /** What was typed. */
  readonly email: string;
  readonly hurdles: readonly Hurdle[];
}

/** What there is to be told of an event: that its sale opens, or, once it has, that there are tickets again. */
const kindOf = (event: PublicEvent, now: number): Kind => (opensAt(event, now) === null ? "returned" : "on-sale");

/** The form, or, once it was sent, what happens next. */
export async function showTellMe(visit: Visit): Promise<SaleAnswer> {
  return withEvent(visit, (event) => {
    const { searchParams: query } = visit.url;
    const kind = kindOf(event, visit.deps.now());
    const performance = dateIn(event, kind, query);
    if (performance !== null && isOver(performance, visit.deps.now())) return nothingToTell(visit.locale, event);
    return page(event, { step: query.has("sent") ? "sent" : "ask", kind, performance });
  });
}

/** Has a link mailed. The answer is the same whatever is known of the address. */
export async function askToBeTold(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, locale } = visit;
  return withEvent(visit, async (event) => {
    const { tellMe: words } = locale.words;
    const { email, wrong } = emailIn(form);
    // As it was when the form was shown: what has changed since is said.
    const kind: Kind = form.get("kind") === "on-sale" ? "on-sale" : "returned";
    const performance = dateIn(event, kind, form);
    const again = (text: string, status: number, field: string | null = "email") => {
      const now = kindOf(event, deps.now());
      return page(event, { step: "ask", kind: now, performance, email, hurdles: [{ field, text }] }, status);
    };
    if (wrong !== null) return again(wrong === "missing" ? words.giveEmail : words.wrongEmail, 400);
    const body = { email, kind, performanceId: performance?.id ?? null, locale: languageOf(locale) };
    const result = await sureOf(() => deps.sale.askToBeTold(event.slug, body, { headers }));
    if (result.ok) {
      const sent = new URLSearchParams({ ...(performance !== null && { date: performance.id }), sent: "yes" });
      return { kind: "go", to: `${at(locale, tellMePath(event.slug))}?${sent}` };
    }
    const status = result.problem?.status ?? 503;
    switch (result.problem?.code) {
      case "not-found":
        return NOT_FOUND;
      case "invalid-request":
        return again(words.wrongEmail, status);
      case "invalid-state":
        return kind === "on-sale" ? again(words.onSaleNow, status, null) : nothingToTell(locale, event);
      default:
        return again(generalHurdle(locale, result, words.unknownSent).text, status, null);
    }
  });
}

async function withEvent(
  visit: Visit,
  answer: (event: PublicEvent) => SaleAnswer | Promise<SaleAnswer>,
): Promise<SaleAnswer> {
  const { deps, locale, parts } = visit;
  const { slug = "" } = parts;
  const event = await eventOf(visit, slug);
  if (event === null) return NOT_FOUND;
  if (event === undefined) {
    const { troubleTitle: title, trouble: text } = locale.words.tellMe;
    return trouble({ title, text, retry: at(locale, tellMePath(slug)) });
  }
  const now = deps.now();
  const over = event.status === "cancelled" || event.performances.every((each) => isOver(each, now));
  return over ? nothingToTell(locale, event) : answer(event);
}

const isOver = ({ status, endsAt }: PerformanceReply, now: number): boolean =>
  status === "cancelled" || Date.parse(endsAt) <= now;

/** The date that tickets are waited for; a sale opens for all of them. */
const dateIn = (event: PublicEvent, kind: Kind, fields: URLSearchParams): PerformanceReply | null =>
  kind === "on-sale" ? null : (event.performances.find(({ id }) => id === fields.get("date")) ?? null);

function nothingToTell(locale: Locale, event: PublicEvent): SaleAnswer {
  const { tellMe: words, quantities } = locale.words;
  const links = [{ label: quantities.backToEvent, href: at(locale, `/events/${event.slug}`) }];
  return trouble({ title: words.nothingTitle, text: [words.nothing], links }, 200);
}

const page = (
  event: PublicEvent,
  view: Pick<TellMeView, "step" | "kind"> & Partial<TellMeView>,
  status = 200,
): SaleAnswer => ({
  kind: "page",
  status,
  view: { page: "tell-me", event, performance: null, email: "", hurdles: [], ...view },
});
