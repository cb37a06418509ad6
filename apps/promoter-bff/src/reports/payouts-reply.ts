import type { Payouts } from "@liveotter/contracts/promoter/sales";
import { type Instant, toIso } from "@liveotter/core/instant";
import type { Payout } from "@liveotter/database/promoter/read-ledger";

type Sums = Payouts["totals"][number];

/** What the platform holds for the promoter, of each event and of all together. */
export function payoutsReply({ asOf, items }: { readonly asOf: Instant; readonly items: readonly Payout[] }): Payouts {
  const lines = items.map((item) => ({ ...item, payout: item.provider - item.fees - item.unapplied - item.withheld }));
  const totals = new Map<string, Sums>();
  for (const { eventId: _id, eventName: _name, ...line } of lines) {
    const sums = totals.get(line.currency);
    totals.set(line.currency, sums === undefined ? line : add(sums, line));
  }
  return { asOf: toIso(asOf), items: lines, totals: [...totals.values()] };
}

const add = (a: Sums, b: Sums): Sums => ({
  currency: a.currency,
  provider: a.provider + b.provider,
  manual: a.manual + b.manual,
  unapplied: a.unapplied + b.unapplied,
  withheld: a.withheld + b.withheld,
  tickets: a.tickets + b.tickets,
  fees: a.fees + b.fees,
  tax: a.tax + b.tax,
  payout: a.payout + b.payout,
});
