import type { Hold } from "@liveotter/contracts/public/sale";
import type { CodeId, EventId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { toIso } from "@liveotter/core/instant";
import type { HeldState } from "@liveotter/core/inventory/shard-api";
import { type PricedLine, quoteOf } from "@liveotter/core/pricing/quote";
import { drawsOf, type ScopeDraws } from "@liveotter/core/sale/draws-of";
import type { PickedLine } from "@liveotter/core/sale/pick-lines";
import { priceAt, type Question, type Sale, type Terms } from "@liveotter/core/sale/sale";
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

/** A document at the prices of `now`; a line that was held before keeps its own, as do the terms. */
export function holdDoc(
  sale: Sale,
  picked: readonly PickedLine[],
  scopes: readonly ScopeDraws[],
  now: Instant,
  before?: HoldDoc,
): HoldDoc {
  const { currency, rounding, fees, tax, attendeeNames, questions, paymentMethods } = sale;
  const code = picked.find((line) => line.code !== null)?.code ?? null;
  return {
    eventId: sale.eventId,
    eventSlug: sale.eventSlug,
    eventName: sale.eventName,
    terms: before?.terms ?? { currency, rounding, fees, tax },
    lines: picked.map(({ type, performanceId, quantity, code: own }) => ({
      ticketTypeId: type.id,
      name: type.name,
      performanceId,
      quantity,
      unitPrice:
        before?.lines.find((line) => line.ticketTypeId === type.id && line.performanceId === performanceId)
          ?.unitPrice ?? priceAt(type, now).price,
      code: own && { effect: own.effect, value: own.value },
    })),
    code: code && { id: code.id, code: code.code },
    pools: picked.map((line) => [
      ...new Set(
        drawsOf(sale, [line]).flatMap(({ draws }) =>
          draws.flatMap(({ pool, via }) => [pool, ...(via === undefined ? [] : [via])]),
        ),
      ),
    ]),
    scopes,
    asks: { attendeeNames, questions, paymentMethods },
  };
}

/** As its fan sees it. */
export function holdReply({ held, doc }: KnownHold): Hold {
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
    quote: wireQuote(quoteOf(doc.terms, doc.lines).quote),
    orderId: ordered ? held.orderId : null,
    asks: {
      attendeeNames: doc.asks.attendeeNames,
      questions: doc.asks.questions.map(({ choices, ...question }) => ({ ...question, choices: [...choices] })),
      paymentMethods: [...doc.asks.paymentMethods],
    },
  };
}
