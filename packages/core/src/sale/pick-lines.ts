import type { PerformanceId } from "../ids.ts";
import type { Instant } from "../instant.ts";
import type { Sale, SalePerformance, SaleTicketType } from "./sale.ts";
import { codeRefusal, isFor, type SaleCode } from "./sale-code.ts";
import { type SaleWindow, saleWindow } from "./sale-window.ts";

/** So many tickets that a fan asks for, to one performance or, without it, of a pass. */
export interface AskedLine {
  readonly ticketTypeId: string;
  readonly performanceId: string | null;
  readonly quantity: number;
}

/** The same once it is known what they are. */
export interface PickedLine {
  readonly type: SaleTicketType;
  readonly performanceId: PerformanceId | null;
  /** What one admits to. */
  readonly performances: readonly SalePerformance[];
  readonly quantity: number;
  /** The code that is for it, where one is given. */
  readonly code: SaleCode | null;
}

export type PickRefusal =
  | { readonly kind: "unknown"; readonly line: number; readonly field: "ticketTypeId" | "performanceId" }
  | { readonly kind: "too-many" | "too-few"; readonly limit: number; readonly type: SaleTicketType | null }
  | {
      readonly kind: "not-on-sale";
      readonly state: Exclude<SaleWindow["state"], "on-sale">;
      readonly opensAt: Instant | null;
    }
  | {
      readonly kind: "code";
      readonly reason: "unknown" | "expired" | "not-yet" | "wrong-type";
      readonly opensAt: Instant | null;
    };

/** However many an event allows, one order holds no more. */
export const MOST_TICKETS = 1000;
/** Nor does it admit to more: each admission is a ticket of its own, all of them made in one step once it is paid. */
const MOST_ADMISSIONS = 5000;

/** So many of what admits to so many performances fit into one order, beside others that take some of its room. */
export const fitting = (performances: number, taken = 0): number =>
  Math.min(MOST_TICKETS, Math.floor((MOST_ADMISSIONS - taken) / performances));

/**
 * What is asked for, if it may be had at `now`, whatever is left of it. `code` is what was found under the code that was
 * given: `null` where nothing was, `undefined` where none was given. A hidden type is unknown to whoever has no code for it.
 */
export function pickLines(
  sale: Sale,
  asked: readonly AskedLine[],
  code: SaleCode | null | undefined,
  now: Instant,
):
  | { readonly ok: true; readonly lines: readonly PickedLine[] }
  | { readonly ok: false; readonly refusal: PickRefusal } {
  const no = (refusal: PickRefusal) => ({ ok: false, refusal }) as const;
  if (code !== undefined) {
    const reason = codeRefusal(code, now);
    if (reason !== null) return no({ kind: "code", reason, opensAt: code?.validFrom ?? null });
  }
  const lines: PickedLine[] = [];
  for (const [line, { ticketTypeId, performanceId, quantity }] of asked.entries()) {
    const type = sale.ticketTypes.find(({ id }) => id === ticketTypeId);
    if (type === undefined || !isShown(type, code)) return no({ kind: "unknown", line, field: "ticketTypeId" });
    const performances = admitted(sale, type, performanceId);
    const own = code && isFor(code, type.id) ? code : null;
    if (performances === null || !(own?.bypassesQuotas || isSoldAt(sale, type, performances))) {
      return no({ kind: "unknown", line, field: "performanceId" });
    }
    const at = type.pass === null ? (performances[0]?.id ?? null) : null;
    lines.push({ type, performanceId: at, performances, quantity, code: own });
  }
  const beyond = beyondLimits(sale, lines);
  if (beyond !== null) return no(beyond);
  for (const { performances, code: own } of lines) {
    const { state, opensAt, presaleAt } = saleWindow(sale, performances, now);
    if (state === "on-sale" || (state === "presale" && own?.opensPresale)) continue;
    return no({ kind: "not-on-sale", state, opensAt: opening() });

    function opening(): Instant | null {
      if (state !== "upcoming" && state !== "presale") return null;
      return own?.opensPresale && presaleAt !== null ? presaleAt : opensAt;
    }
  }
  if (code && lines.every((line) => line.code === null)) {
    return no({ kind: "code", reason: "wrong-type", opensAt: null });
  }
  return { ok: true, lines };
}

/** Whether whoever has `code` sees the type. */
export const isShown = (type: SaleTicketType, code: SaleCode | null | undefined): boolean =>
  !type.hidden || (code?.opensHidden === true && isFor(code, type.id));

/** Without a quota for each performance that it admits to, a type is not sold there. */
export const isSoldAt = (sale: Sale, type: SaleTicketType, performances: readonly SalePerformance[]): boolean =>
  performances.every(({ id }) =>
    sale.quotas.some(
      ({ performanceId, ticketTypeIds }) =>
        (performanceId === null || performanceId === id) && ticketTypeIds.includes(type.id),
    ),
  );

/** What a ticket of the type admits to: a pass to its own performances, any other to the one asked for; or `null`. */
export function admitted(sale: Sale, { pass }: SaleTicketType, asked: string | null): SalePerformance[] | null {
  if ((pass === null) !== (asked !== null)) return null;
  const ids: readonly string[] = pass ?? [asked ?? ""];
  const found = sale.performances.filter(({ id }) => ids.includes(id));
  return found.length === ids.length && found.length > 0 ? found : null;
}

function beyondLimits(sale: Sale, lines: readonly PickedLine[]): PickRefusal | null {
  const count = (of: readonly PickedLine[]) => of.reduce((sum, { quantity }) => sum + quantity, 0);
  for (const { type } of lines) {
    const wanted = count(lines.filter((line) => line.type === type));
    const { minPerOrder, maxPerOrder } = type;
    if (maxPerOrder !== null && wanted > maxPerOrder) return { kind: "too-many", limit: maxPerOrder, type };
    if (minPerOrder !== null && wanted < minPerOrder) return { kind: "too-few", limit: minPerOrder, type };
  }
  let admissions = 0;
  for (const { type, performances, quantity } of lines) {
    const limit = fitting(performances.length, admissions);
    if (quantity > limit) return { kind: "too-many", limit, type };
    admissions += quantity * performances.length;
  }
  const most = Math.min(sale.maxPerOrder ?? MOST_TICKETS, MOST_TICKETS);
  return count(lines) > most ? { kind: "too-many", limit: most, type: null } : null;
}
