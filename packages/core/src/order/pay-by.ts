import { type Instant, instant } from "../instant.ts";
import { endOfLocalDay, localTimeOf, shiftDate } from "../performance-time.ts";

export type PaymentMethod = "card" | "transfer" | "door";

/** How the promoter takes money that people bring or send. */
export interface TransferTerms {
  /** How many days after today the money may arrive. */
  readonly days: number;
  /** How long before the first performance it must have arrived. */
  readonly hoursBefore: number;
}

/** What the deadline of a payment depends on. */
export interface PayTerms {
  /** What the promoter offers, whether or not it can still be in time. */
  readonly methods: readonly PaymentMethod[];
  readonly transfer: TransferTerms | null;
  readonly salesEndAt: Instant | null;
  /** Everything that the tickets admit to. */
  readonly performances: readonly PayTermsPerformance[];
}

export interface PayTermsPerformance {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  /** IANA zone of the place. */
  readonly zone: string;
}

const HOUR_MS = 3_600_000;
/** With less time than this, nobody can be asked to send a transfer. */
const LEAST_MS = HOUR_MS;

/**
 * Until when a transfer may arrive, or when the fan pays at the door; `null`: it can no longer be in time, so it is not
 * offered. A transfer's deadline is the last millisecond of a local day at the place of the first performance. It is never
 * after the end of the sale, nor after that performance's start less the promoter's margin. The door takes money until the
 * first performance of the order is over.
 */
export function payBy(terms: PayTerms, method: "transfer" | "door", now: Instant): Instant | null {
  if (!terms.methods.includes(method)) return null;
  const [first] = terms.performances.filter(({ endsAt }) => endsAt > now).toSorted((a, b) => a.startsAt - b.startsAt);
  if (first === undefined) return null;
  if (method === "door") return first.endsAt;
  if (terms.transfer === null) return null;
  const { days, hoursBefore } = terms.transfer;
  const latest = Math.min(first.startsAt - hoursBefore * HOUR_MS, terms.salesEndAt ?? Number.POSITIVE_INFINITY);
  const usual = dayEnd(now, days, first.zone);
  if (usual === null) return null;
  const until = usual <= latest ? usual : lastDayEnd(instant(latest), first.zone);
  return until !== null && until >= now + LEAST_MS ? until : null;
}

/** How an order can be paid at `now`, and what the promoter offers but could no longer be in time. */
export function methodsAt(
  terms: PayTerms,
  now: Instant,
): { offered: PaymentMethod[]; tooLate: ("transfer" | "door")[] } {
  const tooLate = (["transfer", "door"] as const).filter(
    (method) => terms.methods.includes(method) && payBy(terms, method, now) === null,
  );
  return { offered: terms.methods.filter((method) => method === "card" || !tooLate.includes(method)), tooLate };
}

/** The last local day that ends by `latest`. */
function lastDayEnd(latest: Instant, zone: string): Instant | null {
  const today = dayEnd(latest, 0, zone);
  return today !== null && today <= latest ? today : dayEnd(latest, -1, zone);
}

function dayEnd(at: Instant, days: number, zone: string): Instant | null {
  const date = shiftDate(localTimeOf(at, zone).date, days);
  return date === null ? null : endOfLocalDay(date, zone);
}
