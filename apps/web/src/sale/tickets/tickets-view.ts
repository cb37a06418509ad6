import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Availability, OfferedTicketType } from "@liveotter/contracts/public/sale";
import { formatMoment, formatWhen } from "../../format/moments.ts";
import { formatPrice } from "../../format/price.ts";
import { ENGLISH } from "../../words/locale.ts";
import type { Hurdle } from "../hurdle.ts";
import type { PublicEvent } from "../public-event.ts";
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
  /** Whether tickets can be chosen now, and whether a code may change that. */
  readonly open: boolean;
  readonly asksCode: boolean;
  /** Whether nothing can be had without one. */
  readonly needsCode: boolean;
  readonly rows: readonly TicketRow[];
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
  readonly soldOut: boolean;
  /** What can be chosen, 0 among it. Of large numbers some: any other is typed at the checkout. */
  readonly options: readonly number[];
  readonly value: string;
}

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
  readonly codeTaken: boolean;
  readonly key: string;
  readonly hurdles: readonly Hurdle[];
}

export const ticketsPath = (slug: string, performanceId: string): string => `/events/${slug}/tickets/${performanceId}`;

export function ticketsView({ event, performance, availability, choice, lefts, ...rest }: TicketsParts): TicketsView {
  const state = availability?.state ?? null;
  const open = state === "on-sale";
  const rows =
    availability === null
      ? []
      : availability.ticketTypes.map((type) => {
          const left = lefts.get(fieldOf(type)) ?? type.left;
          return row({ ...type, left }, event, availability, choice);
        });
  return {
    page: "tickets",
    ...rest,
    event,
    performance,
    here: ticketsPath(event.slug, performance.id),
    words: saleWords(availability, performance.zone, rows.length),
    open: open && rows.some(({ soldOut }) => !soldOut),
    needsCode: state === "presale",
    asksCode: open || state === "presale" || state === "sold-out",
    rows,
    terms: availability === null ? [] : terms(availability),
    code: choice.code,
    pass: choice.pass,
    adds: choice.adds,
  };
}

function row(
  type: OfferedTicketType,
  event: PublicEvent,
  availability: Availability,
  { quantities }: Choice,
): TicketRow {
  const { currency } = availability;
  const field = fieldOf(type);
  const value = quantities.get(field) ?? "0";
  const most = Math.min(type.maxPerOrder, type.left ?? Number.POSITIVE_INFINITY);
  const soldOut = type.left !== null && type.left < type.minPerOrder;
  return {
    field,
    name: type.name,
    description: type.description,
    price: formatPrice(ENGLISH, type.price, currency),
    before: type.priceBefore === null ? null : formatPrice(ENGLISH, type.priceBefore, currency),
    notes: notes(type, event, currency),
    left: soldOut ? "Sold out" : type.left !== null && type.left <= FEW ? `${type.left} left` : null,
    soldOut,
    options: optionsOf(type.minPerOrder, most, value),
    value,
  };
}

/** 0 and what may be had; what was asked for stays among it, so that nobody's wish is changed behind their back. */
function optionsOf(least: number, most: number, value: string): number[] {
  const listed = Array.from({ length: LISTED }, (_, at) => at + 1);
  const options = new Set([0, ...[least, ...listed, ...LARGE].filter((count) => count >= least && count <= most)]);
  if (/^\d{1,4}$/.test(value)) options.add(Number(value));
  return [...options].sort((a, b) => a - b);
}

function notes({ fees, phase, pass, minPerOrder }: OfferedTicketType, event: PublicEvent, currency: string): string[] {
  const zone = event.performances[0]?.zone ?? "UTC";
  const dates = event.performances.filter(({ id }) => pass?.includes(id)).map((each) => formatWhen(ENGLISH, each));
  return [
    ...(fees > 0 ? [`with ${formatPrice(ENGLISH, fees, currency)} fees`] : []),
    ...(phase === null ? [] : [`${phase.name} until ${formatMoment(ENGLISH, phase.until, zone)}`]),
    ...(minPerOrder > 1 ? [`${minPerOrder} at least`] : []),
    ...(dates.length > 0 ? [`One ticket for ${dates.join(" and ")}`] : []),
  ];
}

/** `7.5 %` of 7500 thousandths of a per cent. */
export const formatRate = (thousandths: number): string => `${thousandths / 1000} %`;

function terms({ tax, feePerOrder, currency, maxPerOrder, ticketTypes }: Availability): string[] {
  if (ticketTypes.length === 0) return [];
  const paid = ticketTypes.some(({ price }) => price > 0);
  return [
    ...(paid ? [`Prices are what you pay${tax === null ? "" : `, with ${formatRate(tax.rate)} ${tax.name}`}.`] : []),
    ...(feePerOrder > 0 ? [`Each order costs ${formatPrice(ENGLISH, feePerOrder, currency)} on top.`] : []),
    ...(maxPerOrder === null ? [] : [`${maxPerOrder} tickets at the most in one order.`]),
  ];
}
