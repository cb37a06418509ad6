import type {
  AttendeeQuery,
  CodeQuery,
  LedgerQuery,
  OrderQuery,
  RefundQuery,
} from "@liveotter/contracts/promoter/client";

export type OrdersSearch = Pick<OrderQuery, "q" | "state" | "kind" | "from" | "to">;
export type RefundsSearch = Pick<RefundQuery, "eventId"> & { readonly state?: RefundsState };
export type AttendeesSearch = Pick<AttendeeQuery, "q" | "performanceId" | "ticketTypeId" | "state">;
export type CodesSearch = Pick<CodeQuery, "q" | "tag">;
export type DaysSearch = Pick<LedgerQuery, "from" | "to">;
export type LedgerSearch = DaysSearch & Pick<LedgerQuery, "eventId">;

/** Those that wait for somebody are shown unless told. */
const REFUNDS_STATES = ["failed", "requested", "pending", "succeeded", "all"] as const;
type RefundsState = (typeof REFUNDS_STATES)[number];

const ORDER_STATES = ["pending", "paid", "expired", "cancelled", "partly-refunded", "refunded"] as const;

type Words = Record<string, unknown>;

export const ordersSearch = ({ q, state, kind, from, to }: Words): OrdersSearch =>
  given({
    q: text(q),
    state: one(ORDER_STATES, state),
    kind: one(["sale", "guest"] as const, kind),
    from: day(from),
    to: day(to),
  });

export const refundsSearch = ({ state, eventId }: Words): RefundsSearch =>
  given({ state: one(REFUNDS_STATES, state), eventId: id(eventId) });

export const attendeesSearch = ({ q, performanceId, ticketTypeId, state }: Words): AttendeesSearch =>
  given({
    q: text(q),
    performanceId: id(performanceId),
    ticketTypeId: id(ticketTypeId),
    state: one(["cancelled", "all"] as const, state),
  });

export const codesSearch = ({ q, tag }: Words): CodesSearch => given({ q: text(q), tag: text(tag) });

export const daysSearch = ({ from, to }: Words): DaysSearch => given({ from: day(from), to: day(to) });

export const ledgerSearch = ({ from, to, eventId }: Words): LedgerSearch =>
  given({ from: day(from), to: day(to), eventId: id(eventId) });

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What means nothing is left out, so that any address works. */
function given<T extends object>(search: T): Given<T> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as Given<T>; // only the keys that are left
}

/** The router reads digits as a number. */
const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value).slice(0, 200) || undefined : undefined;

const one = <T extends string>(words: readonly T[], value: unknown): T | undefined =>
  words.find((word) => word === value);

const day = (value: unknown): string | undefined =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;

const id = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\da-f-]{36}$/i.test(value) ? value : undefined;
