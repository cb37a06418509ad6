/** Orders that somebody had forgotten on this phone: they are not kept again until that is asked for. Their ids open nothing. */
const NAME = "forgotten-orders";
const MOST = 50;

function read(): readonly string[] {
  const ids: unknown = JSON.parse(localStorage.getItem(NAME) ?? "[]");
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

export const isForgotten = (orderId: string): boolean => read().includes(orderId);

export function markForgotten(orderId: string, forgotten: boolean): void {
  const others = read().filter((id) => id !== orderId);
  localStorage.setItem(NAME, JSON.stringify(forgotten ? [orderId, ...others].slice(0, MOST) : others));
}
