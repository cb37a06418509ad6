import type { Draw } from "../inventory/shard-api.ts";
import type { PickedLine } from "./pick-lines.ts";
import type { Sale, SaleQuota } from "./sale.ts";
import type { SaleCode } from "./sale-code.ts";

/** What one shard of an event is asked for: a performance's, or by the event's own id that of what spans them all. */
export interface ScopeDraws {
  readonly scope: string;
  readonly draws: readonly Draw[];
}

/**
 * What the lines take out of which pools, scopes in the order in which they are asked, the home of the hold first. A
 * ticket takes one of each quota that is linked to its type and is for what it admits to; a code's, of what it keeps free.
 */
export function drawsOf(sale: Sale, lines: readonly PickedLine[]): readonly ScopeDraws[] {
  const scopes = new Map<string, Map<string, Draw>>();
  const draw = (scope: string, pool: string, count: number, via?: string) => {
    const draws = scopes.get(scope) ?? new Map<string, Draw>();
    const name = via === undefined ? pool : `${pool} ${via}`;
    draws.set(name, { pool, count: (draws.get(name)?.count ?? 0) + count, ...(via !== undefined && { via }) });
    scopes.set(scope, draws);
  };
  for (const line of lines) {
    const { code, quantity } = line;
    let counted = false;
    for (const { id, performanceId } of quotasOf(sale, line)) {
      const via = code?.blocksQuotaId === id ? code.id : undefined;
      counted ||= via !== undefined;
      draw(performanceId ?? sale.eventId, id, quantity, via);
    }
    if (code !== null && code.maxUses !== null && !counted) draw(scopeOfCode(sale, code), code.id, quantity);
  }
  // What takes from no pool is still somebody's, until it lapses.
  if (scopes.size === 0) scopes.set(lines[0]?.performances[0]?.id ?? sale.eventId, new Map());
  return [...scopes]
    .map(([scope, draws]) => ({ scope, draws: [...draws.values()] }))
    .sort((a, b) => (a.scope < b.scope ? -1 : 1));
}

/** The quotas that a ticket of the line takes one of. */
export function quotasOf(
  { quotas }: Sale,
  { type, performances, code }: Pick<PickedLine, "type" | "performances" | "code">,
): readonly SaleQuota[] {
  if (code?.bypassesQuotas) return [];
  return quotas.filter(
    ({ performanceId, ticketTypeIds }) =>
      ticketTypeIds.includes(type.id) &&
      (performanceId === null || performances.some(({ id }) => id === performanceId)),
  );
}

/** Where the uses of a code are counted: beside the quota that it keeps room in. */
const scopeOfCode = ({ eventId, quotas }: Sale, { blocksQuotaId }: SaleCode): string =>
  quotas.find(({ id }) => id === blocksQuotaId)?.performanceId ?? eventId;
