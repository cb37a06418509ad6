/** Why a promoter makes tickets void while the money stays. */
export const VOID_REASONS = ["fraud", "lost_dispute", "other"] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

/** The parts of an order that matter for making tickets void. */
export interface VoidableOrder {
  readonly state: string;
  readonly items: readonly VoidableItem[];
}

export interface VoidableItem {
  readonly id: string;
  readonly cancelled: boolean;
  /** It is void, and its places stay taken. */
  readonly placesKept: boolean;
}

export interface VoidChoice {
  /** `null`: every item that is left. */
  readonly itemIds: readonly string[] | null;
  /** Whether the places go back on sale. Also frees those of items that became void earlier. */
  readonly freePlaces: boolean;
}

export interface VoidPlan<Item extends VoidableItem> {
  /** Items whose tickets become void. */
  readonly voided: readonly Item[];
  /** Items that are void already and whose places come free now. */
  readonly freedLater: readonly Item[];
}

/** What cannot be made void, and which part of the choice says so. */
export interface VoidRefusal {
  readonly pointer: string;
  readonly detail: string;
}

/** Whether there is anything left to make void, or places to free. */
export const mayVoid = (order: VoidableOrder): boolean =>
  order.items.some((item) => isLive(order, item) || item.placesKept);

/** What making tickets void would do. An empty plan: there is nothing left to do. */
export function planVoid<Item extends VoidableItem>(
  order: { readonly state: string; readonly items: readonly Item[] },
  { itemIds, freePlaces }: VoidChoice,
): VoidPlan<Item> | VoidRefusal[] {
  const chosen = itemIds === null ? { items: order.items } : pick(order, itemIds, freePlaces);
  if ("refused" in chosen) return chosen.refused;
  const { items } = chosen;
  return {
    voided: items.filter((item) => isLive(order, item)),
    freedLater: items.filter(({ placesKept }) => freePlaces && placesKept),
  };
}

/** Only what was paid for, or given to a guest, has tickets that could be void. */
const isLive = ({ state }: Pick<VoidableOrder, "state">, { cancelled }: VoidableItem): boolean =>
  !cancelled && (state === "paid" || state === "partly_refunded");

function pick<Item extends VoidableItem>(
  order: { readonly state: string; readonly items: readonly Item[] },
  ids: readonly string[],
  freePlaces: boolean,
): { readonly items: readonly Item[] } | { readonly refused: VoidRefusal[] } {
  const left = new Map(order.items.map((item) => [item.id, item]));
  const refused: VoidRefusal[] = [];
  const chosen = ids.flatMap((id, index) => {
    const item = left.get(id);
    left.delete(id);
    const pointer = `/itemIds/${index}`;
    if (item === undefined) refused.push({ pointer, detail: "is not an item of this order, or is named twice" });
    else if (!isLive(order, item) && !(freePlaces && item.placesKept))
      refused.push({ pointer, detail: "is not valid any more" });
    return item ?? [];
  });
  return refused.length > 0 ? { refused } : { items: chosen };
}
