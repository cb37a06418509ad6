import type { ItemRoom, MyOrder } from "@liveotter/database/promoter/my-order";

interface Room {
  readonly quotaId: string;
  readonly name: string;
  readonly quantity: number;
}

/** How many places these items take of each quota. */
export const roomOf = (items: MyOrder["items"]): Room[] => countRoom(items.flatMap(({ room }) => room)).map(plain);

/**
 * How many places anyone can buy again once these items are given back: none of what is over, none that go back to a code,
 * and fewer where a quota has been lowered below what is sold.
 */
export function freedBy(items: MyOrder["items"]): Room[] {
  const open = items.flatMap(({ room }) => room.filter(({ sellable, backToCode }) => sellable && !backToCode));
  return countRoom(open).flatMap(({ free, quantity, ...quota }) => {
    const freed = free === null ? quantity : Math.max(0, free + quantity) - Math.max(0, free);
    return freed > 0 ? [{ ...quota, quantity: freed }] : [];
  });
}

type Counted = Room & Pick<ItemRoom, "free">;

function countRoom(rooms: readonly ItemRoom[]): Counted[] {
  const counted = new Map<string, Counted>();
  for (const { quotaId, name, free } of rooms) {
    const quantity = (counted.get(quotaId)?.quantity ?? 0) + 1;
    counted.set(quotaId, { quotaId, name, free, quantity });
  }
  return [...counted.values()];
}

const plain = ({ quotaId, name, quantity }: Room): Room => ({ quotaId, name, quantity });
