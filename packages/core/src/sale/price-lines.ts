import type { Instant } from "../instant.ts";
import type { PricedLine } from "../pricing/quote.ts";
import type { PickedLine } from "./pick-lines.ts";
import { priceAt } from "./sale.ts";

/**
 * Picked lines with their prices. Tickets that were held `before` (oldest price first) keep the price they were added at, so that
 * giving some up gives up the newest; the others cost what they cost `now`. One type at two prices is two lines. A code
 * counts for all of them.
 */
export function priceLines(
  picked: readonly PickedLine[],
  now: Instant,
  before: readonly PricedLine[] = [],
): PricedLine[] {
  return alike(picked).flatMap(({ type, performanceId, quantity, code }) => {
    const effect = code && { effect: code.effect, value: code.value };
    const lines: PricedLine[] = [];
    let missing = quantity;
    for (const held of before) {
      const kept = Math.min(missing, held.quantity);
      if (held.ticketTypeId !== type.id || held.performanceId !== performanceId || kept === 0) continue;
      lines.push({ ...held, name: type.name, quantity: kept, code: effect });
      missing -= kept;
    }
    const { price, phase } = priceAt(type, now);
    const added = { ticketTypeId: type.id, name: type.name, performanceId, quantity: missing, unitPrice: price };
    if (missing > 0) lines.push({ ...added, phase: phase?.name ?? null, code: effect });
    return joined(lines);
  });
}

/** One line for each type and performance: a client may send back the lines of a hold, which are split by price. */
function alike(picked: readonly PickedLine[]): PickedLine[] {
  const lines = new Map<string, PickedLine>();
  for (const line of picked) {
    const name = `${line.type.id} ${line.performanceId}`;
    lines.set(name, { ...line, quantity: line.quantity + (lines.get(name)?.quantity ?? 0) });
  }
  return [...lines.values()];
}

/** Neighbours at the same price are one line. */
function joined(lines: readonly PricedLine[]): PricedLine[] {
  const result: PricedLine[] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (last !== undefined && priceOf(last) === priceOf(line)) {
      result.splice(-1, 1, { ...last, quantity: last.quantity + line.quantity });
    } else result.push(line);
  }
  return result;
}

const priceOf = ({ unitPrice, phase = null }: PricedLine): string => JSON.stringify([unitPrice, phase]);
