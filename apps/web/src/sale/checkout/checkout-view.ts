import type { Hold } from "@liveotter/contracts/public/sale";
import { ticketsPath } from "@liveotter/core/page-path";
import { formatClock, formatMoment, formatSpan, formatWhen } from "../../format/moments.ts";
import { at, type Locale } from "../../words/locale.ts";
import type { Hurdle } from "../hurdle.ts";
import { type MethodChoice, methodChoices } from "../pay/method-choices.ts";
import type { PublicEvent } from "../public-event.ts";
import { type Sums, sumsOf } from "../sums.ts";
import { formatWhenOf, performanceOf } from "../when-of.ts";
import { heldTickets } from "./held-tickets.ts";
import { FIELDS, ofTickets } from "./read-order-form.ts";

/** The checkout: what is held, for how long, and all that an order needs. */
export interface CheckoutView {
  readonly page: "checkout";
  /** The page's own address: it names this hold and no other. */
  readonly here: string;
  /** How many holds the browser's cart has, where it is more than this one. */
  readonly inCart: number | null;
  /** `unsettled`: it was asked to become an order, and nobody knows yet whether it did. */
  readonly state: "held" | "lapsed" | "ordered" | "unsettled";
  readonly eventId: string;
  readonly eventName: string;
  readonly eventHref: string;
  /** Where to choose anew. */
  readonly again: string;
  /** Other dates of the event, whose tickets may come to these: `value` is that of a button that leads there. */
  readonly others: readonly { readonly value: string; readonly when: string }[];
  readonly clock: Clock | null;
  /** Whether more time can be had. */
  readonly extends: boolean;
  readonly sums: Sums;
  /** What is sent along, so that nobody pays what they were not shown, or orders other tickets. */
  readonly total: number;
  readonly quoteTag: string;
  /** Of a change that has another price by now: sent again, it is agreed to. */
  readonly agreed: string;
  /** Whether a lapsed hold would cost or ask something else now. */
  readonly renewed: boolean;
  readonly tickets: string;
  /** Whether somebody came here to change the tickets. */
  readonly changing: boolean;
  /** Of each ticket type and performance: its field, and how many. */
  readonly quantities: readonly { readonly field: string; readonly label: string; readonly value: string }[];
  readonly code: string;
  readonly key: string;
  readonly email: string;
  readonly name: string;
  readonly questions: readonly QuestionField[];
  readonly guests: readonly GuestFields[];
  readonly methods: readonly MethodChoice[];
  /** What is offered and could no longer arrive in time. */
  readonly tooLate: readonly string[];
  /** The page was sent with a change, and that is done. */
  readonly done: string | null;
  readonly hurdles: readonly Hurdle[];
}

/** A time that runs out, by the server's clock alone. */
export interface Clock {
  /** From the making of the page. */
  readonly seconds: number;
  /** `9 minutes` */
  readonly span: string;
  /** `17:32 CET` */
  readonly until: string;
  /** The same as an instant, and by whose clocks it is told. */
  readonly at: string;
  readonly zone: string;
}

export interface QuestionField {
  readonly field: string;
  readonly label: string;
  readonly kind: "text" | "choice" | "tick";
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly value: string;
}

interface GuestFields {
  readonly title: string;
  readonly name: { readonly field: string; readonly value: string; readonly required: boolean } | null;
  readonly questions: readonly QuestionField[];
}

/** The time from `now` to `until`, both ISO instants, by the clocks of `zone`. */
export function clockOf(locale: Locale, until: string, now: string, zone: string): Clock {
  const ms = Math.max(0, Date.parse(until) - Date.parse(now));
  const told = { span: formatSpan(locale, ms), until: formatClock(locale, until, zone) };
  return { seconds: Math.floor(ms / 1000), ...told, at: until, zone };
}

export interface CheckoutParts {
  readonly hold: Hold;
  readonly here: string;
  /** How many holds this browser has not ordered yet. */
  readonly open: number;
  /** `null` where nobody can tell now. */
  readonly event: PublicEvent | null;
  /** What was typed, to be kept. */
  readonly form: URLSearchParams;
  readonly key: string;
  readonly hurdles: readonly Hurdle[];
  readonly done?: string | null;
  readonly changing?: boolean;
  /** What the order costs and asks by now, where that is something else. */
  readonly offer?: Offer | undefined;
  /** The tag of the quote that a change was refused with. */
  readonly agreed?: string | undefined;
}

/** What a fan agrees to by ordering. */
export type Offer = Pick<Hold, "quote" | "quoteTag" | "asks">;

const MOST_OTHERS = 20;

/** How the value of a button begins that leads to another date; the date's id follows. */
export const OTHER_DATE = "other-";

/** Of a place among the held tickets of a kind, not of a line: these may be several. */
export const quantityField = (place: number): string => `quantity-${place}`;

export function checkoutView(
  locale: Locale,
  { here, open, hold, event, form, key, hurdles, done = null, changing = false, ...offered }: CheckoutParts,
): CheckoutView {
  const { state } = hold;
  const { offer = offerNow(hold), agreed = "" } = offered;
  const { quote, quoteTag, asks } = offer;
  const value = (field: string) => form.get(field) ?? "";
  const when = formatWhenOf(locale, event);
  const first = firstOf(hold);
  const field = (fieldOf: (id: string) => string) => (question: Hold["asks"]["questions"][number]) => ({
    field: fieldOf(question.id),
    ...{ label: question.label, kind: question.kind, required: question.required, choices: question.choices },
    value: value(fieldOf(question.id)),
  });
  const eventHref = at(locale, `/events/${hold.eventSlug}`);
  return {
    page: "checkout",
    here,
    inCart: open > 1 ? open : null,
    state: state === "released" ? "lapsed" : state === "ordered" && hurdles.length > 0 ? "unsettled" : state,
    eventId: hold.eventId,
    eventName: hold.eventName,
    eventHref,
    again: first === null ? eventHref : at(locale, ticketsPath(hold.eventSlug, first)),
    others: state === "held" ? othersOf(locale, event, hold) : [],
    clock: state === "held" ? clockOf(locale, hold.expiresAt, hold.now, zoneOf(hold, event)) : null,
    extends: state === "held" && Date.parse(hold.lastsUntil) - Date.parse(hold.expiresAt) >= 1000,
    sums: sumsOf(locale, quote, performanceOf(event)),
    total: quote.total,
    quoteTag,
    agreed,
    renewed: hold.again != null,
    tickets: ticketsOf(hold),
    changing,
    quantities: heldTickets(hold.quote.lines).map((line, place) => ({
      field: quantityField(place),
      label: [line.name, when(line.performanceId)].filter((part) => part !== "").join(", "),
      value: form.get(quantityField(place)) ?? String(line.quantity),
    })),
    code: form.get("code") ?? hold.code ?? "",
    key,
    email: value(FIELDS.email),
    name: value(FIELDS.name),
    questions: asks.questions.filter(({ of }) => of === "order").map(field(FIELDS.question)),
    guests: guestsOf(locale, offer, when, value, field),
    methods:
      quote.total === 0
        ? []
        : methodChoices(
            locale,
            asks.paymentMethods,
            form.get("method"),
            asks.transferUntil === null ? null : formatMoment(locale, asks.transferUntil, zoneOf(hold, event)),
          ),
    tooLate: quote.total === 0 ? [] : asks.tooLate.map((method) => locale.words.sale.tooLate[method]),
    done,
    hurdles,
  };
}

/** The first performance of a hold; `null` where it is of passes alone. */
export const firstOf = ({ quote }: Hold): string | null =>
  quote.lines.find(({ performanceId }) => performanceId !== null)?.performanceId ?? null;

/** By whose clocks the time of a hold is told: those of its venue. */
export const zoneOf = (hold: Hold, event: PublicEvent | null): string =>
  event?.performances.find(({ id }) => id === firstOf(hold))?.zone ?? event?.performances[0]?.zone ?? "UTC";

/** What ordering a hold means now: of a lapsed one, what it would cost and ask today. */
export const offerNow = (hold: Hold): Offer => hold.again ?? hold;

/** Which tickets a hold is of, in short: two of these are equal where the tickets are the same. */
export const ticketsOf = ({ quote }: Hold): string =>
  heldTickets(quote.lines)
    .map((line) => `${ofTickets(line)}-${line.quantity}`)
    .join("_");

/** What else of the event is to come; of many dates the first. */
function othersOf(locale: Locale, event: PublicEvent | null, { quote, now }: Hold): CheckoutView["others"] {
  const held = new Set(quote.lines.map(({ performanceId }) => performanceId));
  const others = event?.performances.filter(({ id, endsAt, status }) => {
    return !held.has(id) && status === "scheduled" && Date.parse(endsAt) > Date.parse(now);
  });
  return (others ?? []).slice(0, MOST_OTHERS).map((performance) => ({
    value: OTHER_DATE + performance.id,
    when: formatWhen(locale, performance),
  }));
}

function guestsOf(
  { words }: Locale,
  { asks, quote }: Offer,
  when: (performanceId: string | null) => string,
  value: (field: string) => string,
  fields: (fieldOf: (id: string) => string) => (question: Hold["asks"]["questions"][number]) => QuestionField,
): GuestFields[] {
  const questions = asks.questions.filter(({ of }) => of === "attendee");
  if (asks.attendeeNames === "none" && questions.length === 0) return [];
  const several = new Set(quote.lines.map(({ performanceId }) => performanceId)).size > 1;
  return heldTickets(quote.lines).flatMap((line) =>
    Array.from({ length: line.quantity }, (_, place) => {
      const { name, quantity, performanceId } = line;
      const field = FIELDS.attendee(line, place);
      const which = quantity > 1 ? words.checkout.guestOf(name, place + 1, quantity) : name;
      const day = several ? when(performanceId) : "";
      return {
        title: day === "" ? which : `${which}, ${day}`,
        name:
          asks.attendeeNames === "none"
            ? null
            : { field, value: value(field), required: asks.attendeeNames === "required" },
        questions: questions.map(fields((id) => FIELDS.attendeeQuestion(line, place, id))),
      };
    }),
  );
}
