import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Availability, OfferedTicketType } from "@liveotter/contracts/public/sale";
import { tellMePath, ticketsPath } from "@liveotter/core/page-path";
import { type Chosen, choiceTotal } from "@liveotter/core/pricing/choice-total";
import { offerStateOf } from "@liveotter/core/sale/sale-state";
import { formatMoment, formatWhen } from "../../format/moments.ts";
import { formatPrice } from "../../format/price.ts";
import { formatRate } from "../../format/rate.ts";
import { at, type Locale } from "../../words/locale.ts";
import type { Hurdle } from "../hurdle.ts";
import type { PublicEvent } from "../public-event.ts";
import { type CountedAt, countedAt } from "./counted-at.ts";
import { type Choice, fieldOf } from "./read-choice.ts";
import { type SaleWords, saleWords } from "./sale-words.ts";

/** One performance's tickets, to choose from. */
export interface TicketsView {
  readonly page: "tickets";
  readonly event: PublicEvent;
  readonly performance: PerformanceReply;
  /** The page's own address. */
  readonly here: string;
  /** Why nothing can be chosen, or what else is to be known. */
  readonly words: SaleWords | null;
  /** How old the numbers are, where they are not current. */
  readonly countedAt: CountedAt | null;
  /** Whether tickets can be chosen now, and whether a code may change that. */
  readonly open: boolean;
  readonly asksCode: boolean;
  /** What there is to be told of, where nothing can be had now. */
  readonly tellMe: { readonly href: string; readonly label: string } | null;
  /** Whether nothing can be had without one. */
  readonly needsCode: boolean;
  readonly rows: readonly TicketRow[];
  /** What is chosen comes to, with everything in it. */
  readonly bill: Bill;
  /** What is in the prices, or comes to them once per order, and how many may be had. */
  readonly terms: readonly string[];
  readonly code: string;
  readonly codeTaken: boolean;
  readonly pass: string;
  /** Whether these come to what is held already. */
  readonly adds: boolean;
  readonly key: string;
  readonly hurdles: readonly Hurdle[];
}

/** What a choice costs, and all that a script needs to add it up again. */
interface Bill {
  /** `null` while nothing is chosen. */
  readonly total: string | null;
  readonly currency: string;
  readonly rules: BillRules;
}

/** How prices add up: by `choiceTotal`. */
export interface BillRules extends Pick<Availability, "rounding" | "tax" | "feePerOrder"> {
  /** By field: one ticket's price and what is in it, in minor units. */
  readonly prices: Readonly<Record<string, Omit<Chosen, "quantity">>>;
}

interface TicketRow {
  readonly field: string;
  readonly name: string;
  readonly description: string;
  readonly price: string;
  /** What it costs without the code. */
  readonly before: string | null;
  /** Small print: fees, the price's end, what a pass admits to. */
  readonly notes: readonly string[];
  readonly left: string | null;
  /** Whether it cannot be chosen now: too few of it are left. What is unknown can. */
  readonly gone: boolean;
  /** What can be chosen, 0 among it. Of large numbers some: any other is typed at the checkout. */
  readonly options: readonly number[];
  readonly value: string;
}

/** As many as one hold can have of a type. */
const MOST_TICKETS = 1000;
/** Longer lists are no help, but large parties come. */
const LISTED = 20;
const LARGE = [30, 40, 50, 100];
/** When so few are left, it is said. */
const FEW = 20;

export interface TicketsParts {
  readonly event: PublicEvent;
  readonly performance: PerformanceReply;
  /** `null`: what is left cannot be told now. */
  readonly availability: Availability | null;
  readonly choice: Choice;
  /** What a refusal said is left, by field: newer than what everybody is told. */
  readonly lefts: ReadonlyMap<string, number>;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly codeTaken: boolean;
  readonly key: string;
  readonly hurdles: readonly Hurdle[];
}

export function ticketsView(
  locale: Locale,
  { event, performance, availability, choice, lefts, now, ...rest }: TicketsParts,
): TicketsView {
  const state = availability?.state ?? null;
  const open = state === "on-sale" || state === "unknown";
  const rows =
    availability === null
      ? []
      : availability.ticketTypes.map((type) => {
          const left = lefts.get(fieldOf(type));
          const newer = left === undefined ? type : { ...type, left, state: offerStateOf({ ...type, left }) };
          return row(locale, newer, event, availability, choice);
        });
  const opens = open && rows.some(({ gone }) => !gone);
  return {
    page: "tickets",
    ...rest,
    event,
    performance,
    here: at(locale, ticketsPath(event.slug, performance.id)),
    words: saleWords(locale, availability, performance.zone),
    countedAt: availability && countedAt(locale, availability, performance.zone, now),
    open: opens,
    tellMe: opens ? null : tellMeOf(locale, event, performance, state),
    needsCode: state === "presale" || state === "code-only",
    asksCode: open || availability?.takesCode === true || choice.code !== "",
    rows,
    bill: billOf(locale, rows, availability, choice),
    terms: availability === null ? [] : terms(locale, availability),
    code: choice.code,
    pass: choice.pass,
    adds: choice.adds,
  };
}

function tellMeOf(
  locale: Locale,
  { slug }: PublicEvent,
  { id }: PerformanceReply,
  state: Availability["state"] | null,
) {
  const { whenOnSale, whenBack } = locale.words.tellMe;
  if (state === "upcoming" || state === "presale") return { href: at(locale, tellMePath(slug)), label: whenOnSale };
  const back = state === "sold-out" || state === "not-enough-left" || state === "on-sale";
  return back ? { href: at(locale, tellMePath(slug, id)), label: whenBack } : null;
}

/** What comes to tickets that are held already has their order's fee in it already. */
function billOf(locale: Locale, rows: readonly TicketRow[], availability: Availability | null, { adds }: Choice): Bill {
  const { currency = "EUR", feePerOrder = 0, rounding = "per-line", tax = null, ticketTypes = [] } = availability ?? {};
  const prices = Object.fromEntries(
    ticketTypes.map((type) => [fieldOf(type), { price: type.price, fees: type.fees, tax: type.tax }]),
  );
  const rules: BillRules = { rounding, tax, feePerOrder: adds ? 0 : feePerOrder, prices };
  const chosen = rows.flatMap(({ field, value }) => {
    const price = prices[field];
    return price === undefined ? [] : { ...price, quantity: countOf(value) };
  });
  const none = chosen.every(({ quantity }) => quantity === 0);
  const total = none ? null : formatPrice(locale, choiceTotal(rules, rules.feePerOrder, chosen), currency);
  return { total, currency, rules };
}

const countOf = (value: string): number => (/^\d{1,4}$/.test(value) ? Math.min(Number(value), MOST_TICKETS) : 0);

function row(
  locale: Locale,
  type: OfferedTicketType,
  event: PublicEvent,
  { currency }: Availability,
  { quantities }: Choice,
): TicketRow {
  const field = fieldOf(type);
  const value = quantities.get(field) ?? "0";
  const most = Math.min(type.maxPerOrder, type.left ?? Number.POSITIVE_INFINITY);
  const gone = type.state === "sold-out" || type.state === "not-enough-left";
  return {
    field,
    name: type.name,
    description: type.description,
    price: formatPrice(locale, type.price, currency),
    before: type.priceBefore === null ? null : formatPrice(locale, type.priceBefore, currency),
    notes: notes(locale, type, event, currency),
    left: leftOf(locale, type),
    gone,
    options: optionsOf(type.minPerOrder, most, value),
    value,
  };
}

function leftOf({ words: { quantities: words } }: Locale, { left, minPerOrder, state }: OfferedTicketType) {
  switch (state) {
    case "sold-out":
      return words.soldOut;
    case "not-enough-left":
      return words.onlyLeft(left ?? 0, minPerOrder);
    case "unknown":
      return words.mayBeLeft;
    case "on-sale":
      return left !== null && left <= FEW ? words.left(left) : null;
  }
}

/** 0 and what may be had; what was asked for stays among it, so that nobody's wish is changed behind their back. */
function optionsOf(least: number, most: number, value: string): number[] {
  const listed = Array.from({ length: LISTED }, (_, at) => at + 1);
  const options = new Set([0, ...[least, ...listed, ...LARGE].filter((count) => count >= least && count <= most)]);
  if (/^\d{1,4}$/.test(value)) options.add(Number(value));
  return [...options].sort((a, b) => a - b);
}

function notes(
  locale: Locale,
  { fees, phase, pass, minPerOrder }: OfferedTicketType,
  event: PublicEvent,
  currency: string,
): string[] {
  const words = locale.words.quantities;
  const zone = event.performances[0]?.zone ?? "UTC";
  const dates = event.performances.filter(({ id }) => pass?.includes(id)).map((each) => formatWhen(locale, each));
  return [
    ...(fees > 0 ? [words.withFees(formatPrice(locale, fees, currency))] : []),
    ...(phase === null ? [] : [words.phase(phase.name, formatMoment(locale, phase.until, zone))]),
    ...(minPerOrder > 1 ? [words.least(minPerOrder)] : []),
    ...(dates.length > 0 ? [words.oneFor(new Intl.ListFormat(locale.lang).format(dates))] : []),
  ];
}

function terms(
  locale: Locale,
  { tax, rounding, feePerOrder, currency, maxPerOrder, ticketTypes }: Availability,
): string[] {
  if (ticketTypes.length === 0) return [];
  const words = locale.words.quantities;
  const paid = ticketTypes.some(({ price }) => price > 0);
  const prices = tax === null ? words.pricesAre : words.pricesAreWith(`${formatRate(locale, tax.rate)} ${tax.name}`);
  return [
    ...(paid ? [prices] : []),
    ...(paid && tax?.included === false && rounding !== "per-line" ? [words.taxOnSum] : []),
    ...(feePerOrder > 0 ? [words.orderCosts(formatPrice(locale, feePerOrder, currency))] : []),
    ...(maxPerOrder === null ? [] : [words.most(maxPerOrder)]),
  ];
}
