import type { Hold } from "@liveotter/contracts/public/sale";
import type { CodeId, EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { toIso } from "@liveotter/core/instant";
import type { HeldState } from "@liveotter/core/inventory/shard-api";
import { methodsAt, type PayTerms, payBy } from "@liveotter/core/order/pay-by";
import { type PricedLine, quoteOf } from "@liveotter/core/pricing/quote";
import { agreementText } from "@liveotter/core/sale/agreement";
import { drawsOf, type ScopeDraws } from "@liveotter/core/sale/draws-of";
import type { PickedLine } from "@liveotter/core/sale/pick-lines";
import { priceLines } from "@liveotter/core/sale/price-lines";
import type { Question, Sale, Terms } from "@liveotter/core/sale/sale";
import { sha256 } from "@liveotter/database/sha256";
import { wireQuote } from "./wire-quote.ts";

/** What a hold's home keeps of it: all that its order will say, at the prices of when it was picked. */
export interface HoldDoc {
  readonly eventId: EventId;
  readonly eventSlug: string;
  readonly eventName: string;
  readonly terms: Terms;
  readonly lines: readonly PricedLine[];
  readonly code: { readonly id: CodeId; readonly code: string } | null;
  /** The pools that each line takes from. */
  readonly pools: readonly (readonly string[])[];
  /** All its shards with what it takes there; its home, where this is kept, among them. */
  readonly scopes: readonly ScopeDraws[];
  readonly asks: {
    readonly attendeeNames: Sale["attendeeNames"];
    readonly questions: readonly Question[];
    readonly paymentMethods: Sale["paymentMethods"];
    /** Absent in holds of the previous version. */
    readonly payTerms?: PayTerms;
  };
}

/** A hold that is somebody's, with its document. */
export interface KnownHold {
  readonly held: HeldState;
  readonly doc: HoldDoc;
}

/** The document that `held` came with. `null` for a shard that is not its home. */
export const knownHold = (held: HeldState): KnownHold | null =>
  // Written by this worker alone, as a HoldDoc.
  held.doc === null ? null : { held, doc: JSON.parse(held.doc) as HoldDoc };

/** A document by the rules of `now`. Tickets that were held `before` keep the price they were added at. */
export function holdDoc(
  sale: Sale,
  picked: readonly PickedLine[],
  scopes: readonly ScopeDraws[],
  now: Instant,
  before: readonly PricedLine[] = [],
): HoldDoc {
  const { currency, rounding, fees, tax, attendeeNames, questions, paymentMethods } = sale;
  const code = picked.find((line) => line.code !== null)?.code ?? null;
  const lines = priceLines(picked, now, before);
  return {
    eventId: sale.eventId,
    eventSlug: sale.eventSlug,
    eventName: sale.eventName,
    terms: { currency, rounding, fees, tax },
    lines,
    code: code && { id: code.id, code: code.code },
    pools: lines.map(({ ticketTypeId, performanceId }) =>
      poolsOf(
        sale,
        picked.find((line) => line.type.id === ticketTypeId && line.performanceId === performanceId),
      ),
    ),
    scopes,
    asks: { attendeeNames, questions, paymentMethods, ...payTermsOf(sale, picked) },
  };
}

/** The pools that a picked line takes from. */
export function poolsOf(sale: Sale, line: PickedLine | undefined): string[] {
  const draws = line === undefined ? [] : drawsOf(sale, [line]).flatMap((scope) => scope.draws);
  return [...new Set(draws.flatMap(({ pool, via }) => [pool, ...(via === undefined ? [] : [via])]))];
}

/** What decides until when an order of these tickets could be paid. */
function payTermsOf(
  { paymentMethods: methods, salesEndAt, payTerms }: Sale,
  picked: readonly PickedLine[],
): { readonly payTerms?: PayTerms } {
  if (payTerms === undefined) return {};
  const picks = new Set(picked.flatMap(({ type, performanceId }) => performanceId ?? type.pass ?? []));
  const performances = payTerms.performances.filter(({ id }) => picks.has(id));
  return { payTerms: { methods, salesEndAt, transfer: payTerms.transfer, performances } };
}

/** What a fan who orders by a document agrees to, and a tag that is the same for the same. */
export type Offer = Pick<Hold, "quote" | "quoteTag" | "asks">;

export async function offerOf({ terms, lines, asks }: HoldDoc, now: Instant): Promise<Offer> {
  const { quote } = quoteOf(terms, lines);
  return { quote: wireQuote(quote), quoteTag: await sha256(agreementText({ quote, asks })), asks: wireAsks(asks, now) };
}

const wireAsks = (asks: HoldDoc["asks"], now: Instant): Hold["asks"] => ({
  attendeeNames: asks.attendeeNames,
  questions: asks.questions.map(({ choices, ...question }) => ({ ...question, choices: [...choices] })),
  ...paymentsOf(asks, now),
});

/** As its fan sees it. `again`: what ordering it would mean now, once it has lapsed. */
export async function holdReply({ held, doc }: KnownHold, again: Offer | null = null): Promise<Hold> {
  const { quote, quoteTag, asks } = await offerOf(doc, held.now);
  const ordered = held.state === "pinned" || held.state === "ordered";
  return {
    id: held.holdId,
    eventId: doc.eventId,
    eventSlug: doc.eventSlug,
    eventName: doc.eventName,
    state: held.state === "pinned" ? "ordered" : held.state,
    expiresAt: toIso(held.expiresAt),
    lastsUntil: toIso(held.lastsUntil),
    now: toIso(held.now),
    code: doc.code?.code ?? null,
    quote,
    quoteTag,
    again,
    orderId: ordered ? held.orderId : null,
    asks,
  };
}

/** How these tickets can be paid for, and what could no longer be in time. */
function paymentsOf({ paymentMethods, payTerms }: HoldDoc["asks"], now: Instant) {
  if (payTerms === undefined) return { paymentMethods: [...paymentMethods], tooLate: [], transferUntil: null };
  const { offered, tooLate } = methodsAt(payTerms, now);
  const until = payBy(payTerms, "transfer", now);
  return { paymentMethods: offered, tooLate, transferUntil: until === null ? null : toIso(until) };
}
