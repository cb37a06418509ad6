import type { OrderReply } from "@liveotter/contracts/public/orders";
import { type Instant, toIso } from "@liveotter/core/instant";
import { methodsAt } from "@liveotter/core/order/pay-by";
import type { OrderRow } from "@liveotter/database/orders/read-order";
import { openPaymentsOf } from "./open-payment.ts";
import { wireQuote } from "./wire-quote.ts";

/** An order as its fan sees it at `now`; `key` opens it. */
export function orderReply(row: OrderRow, key: string, now: Instant): OrderReply {
  const open = openPaymentsOf(row);
  const waiting = open.find(({ provider }) => provider === "manual");
  const { offered, tooLate } = methodsAt({ ...row.payTerms, methods: row.paymentMethods }, now);
  // While a transfer is awaited, or the door, a card can still be tried.
  const paymentMethods = waiting === undefined ? offered : offered.filter((method) => method === "card");
  const inTime = row.state === "pending" && row.expiresAt !== null && row.expiresAt > now;
  return {
    id: row.id,
    number: row.number,
    key,
    state: hyphenated(row.state),
    event: row.event,
    email: row.email ?? "",
    name: row.name,
    locale: row.locale,
    placedAt: toIso(row.placedAt),
    expiresAt: row.expiresAt === null ? null : toIso(row.expiresAt),
    now: toIso(now),
    quote: wireQuote(row.quote),
    payments: row.payments.map(({ paymentId, method, state, amount, received, actionUrl, failure, createdAt }) => ({
      ...{
        id: paymentId,
        method,
        state: hyphenated(state),
        amount,
        received,
        actionUrl,
        failure,
        at: toIso(createdAt),
      },
      instructions: state === "awaiting_transfer" ? row.instructions : null,
    })),
    refunds: row.refunds.map(({ id, amount, state, reason, createdAt }) => ({
      ...{ id, amount, state, reason: hyphenated(reason), at: toIso(createdAt) },
    })),
    payable: inTime && row.takesPlace && paymentMethods.length > 0 && open.every((payment) => payment === waiting),
    paymentMethods,
    tooLate: inTime && waiting === undefined ? tooLate : [],
    missing: row.state === "pending" ? row.total - (waiting?.received ?? 0) : 0,
    refundableUntil: isRefundable(row, now) && row.refundableUntil !== null ? toIso(row.refundableUntil) : null,
    tickets: row.tickets.map(({ id, ticketType, performanceId, state, holder }) => ({
      ...{ id, ticketType, performanceId, state, holder },
    })),
  };
}

/** Whether its fan may have the money back now, after the event was postponed. */
export const isRefundable = ({ state, refundableUntil, tickets }: OrderRow, now: Instant): boolean =>
  (state === "paid" || state === "partly_refunded") &&
  tickets.some((ticket) => ticket.state === "valid") &&
  refundableUntil !== null &&
  refundableUntil > now;

/** Words of the tables as the wire writes them. */
const hyphenated = <T extends string>(word: T): Hyphenated<T> => word.replaceAll("_", "-") as Hyphenated<T>;
type Hyphenated<T extends string> = T extends `${infer A}_${infer B}` ? `${A}-${Hyphenated<B>}` : T;
