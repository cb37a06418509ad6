import type { MyOrder } from "@liveotter/database/promoter/my-order";

/** The places that these items take, by quota. */
export function roomOf(items: MyOrder["items"]): { quotaId: string; name: string; quantity: number }[] {
  const room = new Map<string, { quotaId: string; name: string; quantity: number }>();
  for (const { quotaId, name } of items.flatMap((item) => item.room)) {
    const known = room.get(quotaId) ?? { quotaId, name, quantity: 0 };
    room.set(quotaId, { ...known, quantity: known.quantity + 1 });
  }
  return [...room.values()];
}
