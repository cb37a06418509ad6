/** As much of an order as a refund goes by. Money is whole minor units. */
export interface RefundableOrder {
  readonly total: number;
  readonly refunded: number;
  readonly items: readonly RefundableItem[];
}

export interface RefundableItem {
  readonly id: string;
  /** What the fan paid for it, and of that the fees. */
  readonly total: number;
  readonly fees: number;
  readonly refunded: number;
  readonly cancelled: boolean;
  /** Void without a refund: its money can still go back. */
  readonly void?: unknown;
}

export type RefundChoice =
  | { readonly what: "whole"; readonly keepFees: boolean }
  | { readonly what: "items"; readonly itemIds: readonly string[]; readonly keepFees: boolean }
  /** Every ticket stays good, unless nothing is left of what was paid. */
  | { readonly what: "amount"; readonly amount: number };

export interface RefundPlan {
  readonly items: readonly { readonly id: string; readonly amount: number; readonly feesKept: number }[];
  readonly total: number;
  readonly feesKept: number;
  /** Whether `items` are taken back, and not only paid back. */
  readonly cancel: boolean;
  /** Ids of what is void afterwards and was not before. */
  readonly cancelled: readonly string[];
}

/** What cannot be given back, and which part of the choice says so. */
export interface RefundRefusal {
  readonly pointer: string;
  readonly detail: string;
}

/** What a refund would give back and take back. Whether the order is paid is its writer's to ask. */
export function planRefund(order: RefundableOrder, choice: RefundChoice): RefundPlan | RefundRefusal[] {
  if (choice.what === "amount") return spread(order, choice.amount);
  const chosen = choice.what === "whole" ? wholeOf(order) : named(order, choice.itemIds);
  if ("refused" in chosen) return chosen.refused;
  const items = chosen.items.map(({ id, total, fees, refunded }) => {
    const amount = Math.max(0, total - refunded - (choice.keepFees ? fees : 0));
    return { id, amount, feesKept: total - refunded - amount };
  });
  return planOf(order, items, true);
}

/** All but what was given and taken back already. */
const wholeOf = ({ items }: RefundableOrder) => ({
  items: items.filter(({ cancelled, total, refunded }) => !cancelled || refunded < total),
});

function named({ items }: RefundableOrder, ids: readonly string[]) {
  const own = new Map(items.map((item) => [item.id, item]));
  const refused: RefundRefusal[] = [];
  const chosen = ids.flatMap((id, index) => {
    const item = own.get(id);
    const refuse = (detail: string) => refused.push({ pointer: `/itemIds/${index}`, detail });
    // Each is given back once.
    own.delete(id);
    if (item === undefined) refuse("is no item of this order, or here already");
    else if (item.cancelled && (!item.void || item.refunded >= item.total)) refuse("was given back already");
    return item ?? [];
  });
  return refused.length > 0 ? { refused } : { items: chosen };
}

/** Over all items by what is left of each; what rounding leaves goes to the first ones. */
function spread(order: RefundableOrder, amount: number): RefundPlan | RefundRefusal[] {
  const left = order.total - order.refunded;
  if (amount > left) return [{ pointer: "/amount", detail: `is more than the ${left} that are left` }];
  const parts = order.items.filter(({ total, refunded }) => refunded < total);
  let open = amount;
  const even = parts.map(({ id, total, refunded }) => {
    // Beyond 2^53 the product would not be exact; sums of money stay far below as bigint.
    const share = Number((BigInt(amount) * BigInt(total - refunded)) / BigInt(left));
    open -= share;
    return { id, amount: share, left: total - refunded - share };
  });
  const items = even.map(({ id, amount: share, left: room }) => {
    const more = Math.min(room, open, 1);
    open -= more;
    return { id, amount: share + more, feesKept: 0 };
  });
  return planOf(
    order,
    items.filter((item) => item.amount > 0),
    false,
  );
}

function planOf(order: RefundableOrder, items: RefundPlan["items"], cancel: boolean): RefundPlan {
  const total = items.reduce((sum, { amount }) => sum + amount, 0);
  const feesKept = items.reduce((sum, item) => sum + item.feesKept, 0);
  const taken = new Set(items.map(({ id }) => id));
  // A refund that completes the money takes back every ticket. Before it, free ones may be all that is left.
  const all = total > 0 && order.refunded + total === order.total;
  const cancelled = order.items.filter((item) => !item.cancelled && (all || (cancel && taken.has(item.id))));
  return { items, total, feesKept, cancel, cancelled: cancelled.map(({ id }) => id) };
}
