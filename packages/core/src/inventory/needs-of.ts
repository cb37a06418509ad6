import type { Instant } from "../instant.ts";
import type { Limit, ScopeNeeds } from "./reservation.ts";
import type { Draw } from "./shard-api.ts";

/** The parts of an event that its shards count. */
export interface CountedEvent {
  readonly id: string;
  readonly performances: readonly { readonly id: string }[];
  readonly ticketTypes: readonly CountedType[];
  readonly quotas: readonly (CountedQuota & { readonly id: string })[];
}
interface CountedType {
  readonly id?: string | undefined;
  /** The performances a pass admits to; `null` or absent: a ticket for one performance. */
  readonly pass?: readonly string[] | null | undefined;
}
interface CountedQuota {
  readonly id?: string | undefined;
  /** `null`: all performances. */
  readonly performance: string | null;
  /** `null`: without limit. */
  readonly capacity: number | null;
  readonly ticketTypes: readonly string[];
}

/** The parts of a code that shards count: its uses, and the capacity it blocks. */
export interface CountedCode {
  readonly maxUses: number | null;
  readonly used: number;
  readonly blocksQuotaId: string | null;
  readonly disabled: boolean;
  readonly validUntil: Instant | null;
}

/** Needs of a block on one quota. */
export const needsOfBlock = (event: CountedEvent, quotaId: string, quantity: number): ScopeNeeds[] =>
  gathered([{ scope: scopeOf(event, quotaId), draw: { pool: quotaId, count: quantity } }]);

/** Needs of tickets of one type, for one performance or, for a pass, all of its performances. */
export function needsOfTickets(
  event: CountedEvent,
  ticketTypeId: string,
  performanceId: string | null,
  quantity: number,
): ScopeNeeds[] {
  const type = event.ticketTypes.find(({ id }) => id === ticketTypeId);
  const nights = performanceId === null ? (type?.pass ?? []) : [performanceId];
  return gathered(
    event.quotas
      .filter(
        ({ performance, ticketTypes }) =>
          ticketTypes.includes(ticketTypeId) && (performance === null || nights.includes(performance)),
      )
      .map(({ id, performance }) => ({ scope: performance ?? event.id, draw: { pool: id, count: quantity } })),
  );
}

/** Needs of `number` new codes that block capacity. */
export const needsOfCodes = (
  event: CountedEvent,
  code: Pick<CountedCode, "maxUses" | "blocksQuotaId" | "validUntil">,
  number: number,
  now: Instant,
): ScopeNeeds[] => {
  const kept = keptFree({ ...code, used: 0, disabled: false }, now) * number;
  return code.blocksQuotaId === null || kept === 0 ? [] : needsOfBlock(event, code.blocksQuotaId, kept);
};

/** Needs of a changed code: capacity it blocks in addition, and uses it loses. */
export function needsOfCodeChange(
  event: CountedEvent,
  before: CountedCode & { readonly id: string },
  after: CountedCode,
  now: Instant,
): ScopeNeeds[] {
  const scope = scopeOf(event, before.blocksQuotaId);
  const takes: Taking[] = [];
  const more = keptFree(after, now) - keptFree(before, now);
  if (before.blocksQuotaId !== null && more > 0)
    takes.push({ scope, draw: { pool: before.blocksQuotaId, count: more } });
  // Disabling a code stops it at once, like stopping a sale.
  if (before.maxUses !== null && after.maxUses !== null && !after.disabled) {
    const fewer = Math.min(before.maxUses - after.maxUses, before.maxUses - before.used);
    if (fewer > 0) takes.push({ scope, draw: { pool: before.id, count: fewer } });
  }
  return gathered(takes);
}

const keptFree = ({ maxUses, used, blocksQuotaId, disabled, validUntil }: CountedCode, now: Instant): number =>
  blocksQuotaId === null || disabled || (validUntil !== null && validUntil <= now)
    ? 0
    : Math.max(0, (maxUses ?? 0) - used);

/**
 * Needs of an event change: limits for quotas that become smaller, and frozen quotas where tickets will draw on additional
 * quotas. Claims do not store ticket types, so the shard cannot tell which carts that affects.
 */
export function needsOfChange(
  before: CountedEvent,
  after: {
    readonly quotas?: readonly CountedQuota[] | undefined;
    readonly ticketTypes?: readonly CountedType[] | undefined;
  },
): ScopeNeeds[] {
  const takes: Taking[] = [];
  const freeze = (quotas: readonly { id: string; performance: string | null }[]) => {
    for (const { id, performance } of quotas) takes.push({ scope: performance ?? before.id, frozen: id });
  };
  const typeOf = (id: string) => before.ticketTypes.find((type) => type.id === id);
  for (const quota of after.quotas ?? []) {
    const known = before.quotas.find(({ id }) => id === quota.id);
    const moved = known !== undefined && known.performance !== quota.performance;
    if (known !== undefined && moved) freeze([known]);
    if (known !== undefined && !moved && isLess(quota.capacity, known.capacity)) {
      const limit = { pool: known.id, capacity: quota.capacity };
      takes.push({ scope: known.performance ?? before.id, limit });
    }
    for (const id of quota.ticketTypes) {
      const type = typeOf(id);
      if (type === undefined || (!moved && known?.ticketTypes.includes(id))) continue;
      freeze(witnesses(before, type, quota.performance));
    }
  }
  for (const type of after.ticketTypes ?? []) {
    const known = type.id === undefined ? undefined : typeOf(type.id);
    if (known === undefined || !admitsToMore(known, type)) continue;
    freeze(before.quotas.filter(({ ticketTypes }) => ticketTypes.includes(known.id ?? "")));
  }
  return gathered(takes);
}

const isLess = (capacity: number | null, than: number | null): capacity is number =>
  capacity !== null && (than === null || capacity < than);

const admitsToMore = ({ pass: before }: CountedType, { pass: after }: CountedType): boolean =>
  !before !== !after || (after ?? []).some((night) => !before?.includes(night));

/** Quotas that every ticket of this type for this performance already draws on: frozen, they rule out carts with it. */
function witnesses(
  { performances, quotas }: CountedEvent,
  { id = "", pass }: CountedType,
  performance: string | null,
): readonly { readonly id: string; readonly performance: string | null }[] {
  // No cart has tickets for a new performance, or for one that the pass does not admit to.
  if (performance !== null && !performances.some((one) => one.id === performance)) return [];
  if (performance !== null && pass && !pass.includes(performance)) return [];
  const own = quotas.filter(({ ticketTypes }) => ticketTypes.includes(id));
  const nights = performance === null ? performances.map((one) => one.id) : [performance];
  const everywhere = own.filter((quota) => quota.performance === null);
  const there = own.filter((quota) => quota.performance !== null && nights.includes(quota.performance));
  if (performance !== null && there.length > 0) return there.slice(0, 1);
  if (everywhere.length > 0) return everywhere.slice(0, 1);
  return pass ? own.filter((quota) => pass.includes(quota.performance ?? "")).slice(0, 1) : there;
}

interface Taking {
  readonly scope: string;
  readonly draw?: Draw;
  readonly limit?: Limit;
  readonly frozen?: string;
}

const scopeOf = ({ id, quotas }: CountedEvent, quotaId: string | null): string =>
  quotas.find((quota) => quota.id === quotaId)?.performance ?? id;

/** Grouped by scope, sorted. */
function gathered(takes: readonly Taking[]): ScopeNeeds[] {
  const scopes = [...new Set(takes.map(({ scope }) => scope))].sort();
  return scopes.map((scope) => {
    const own = takes.filter((taking) => taking.scope === scope);
    return {
      scope,
      draws: own.flatMap(({ draw }) => draw ?? []),
      limits: own.flatMap(({ limit }) => limit ?? []),
      frozen: [...new Set(own.flatMap(({ frozen }) => frozen ?? []))],
    };
  });
}
