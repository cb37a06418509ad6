import type { Terms } from "../sale/sale.ts";
import { netOf, taxOn } from "./price-ticket.ts";

interface Taxed {
  readonly net: number;
  readonly tax: number;
}

/**
 * The tickets of one order with their tax as the promoter has it rounded. `per-line`: each ticket's for itself. With tax
 * on top of prices, both other modes round the tax on the net sum once, and net amounts never change. With tax included,
 * `net-sum` does the same as long as nobody pays more than the prices shown; `net-sum-keep-gross`, and `net-sum` where
 * it would be more, keep what the fan pays and take the tax out of the sum.
 */
export function roundTogether<T extends Taxed>(
  { rounding, tax }: Pick<Terms, "rounding" | "tax">,
  tickets: readonly T[],
): T[] {
  if (tax === null || rounding === "per-line") return [...tickets];
  const net = tickets.reduce((sum, ticket) => sum + ticket.net, 0);
  const each = tickets.reduce((sum, ticket) => sum + ticket.tax, 0);
  const onSum = taxOn(net, tax);
  if (!tax.included || (rounding === "net-sum" && onSum <= each)) {
    return spread(onSum - each, tickets, (ticket, by) => ({ ...ticket, tax: ticket.tax + by }));
  }
  const gross = net + each;
  return spread(gross - netOf(gross, tax) - each, tickets, (ticket, by) => ({
    ...ticket,
    tax: ticket.tax + by,
    net: ticket.net - by,
  }));
}

/** Changes so many tickets by one minor unit each, in turn: none below zero, and none that is free. */
function spread<T extends Taxed>(difference: number, tickets: readonly T[], change: (ticket: T, by: 1 | -1) => T): T[] {
  const changed = [...tickets];
  const by = difference < 0 ? -1 : 1;
  for (let left = Math.abs(difference); left > 0; ) {
    const before = left;
    for (const [at, ticket] of changed.entries()) {
      const next = change(ticket, by);
      if (left === 0 || ticket.net + ticket.tax === 0 || next.tax < 0 || next.net < 0) continue;
      changed[at] = next;
      left--;
    }
    if (left === before) break;
  }
  return changed;
}
