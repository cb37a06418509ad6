/** What the keys are kept in: a tab's own storage, which outlives a reload and dies with the tab. */
export type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * The Idempotency-Key for creating `body`: the same for the same body until `forgetKey`, so that a second click, a
 * lost answer or a reload makes one thing. Another body is another thing, with another key.
 */
export function keyFor(what: string, body: unknown, kept: Kept = sessionStorage): string {
  const text = JSON.stringify(body);
  const [key, of] = (kept.getItem(slot(what)) ?? "").split("\n", 2);
  if (key !== undefined && key !== "" && of === text) return key;
  const fresh = crypto.randomUUID();
  kept.setItem(slot(what), `${fresh}\n${text}`);
  return fresh;
}

/** What was created is there: the next one, even if it is alike, is another. */
export function forgetKey(what: string, kept: Kept = sessionStorage): void {
  kept.removeItem(slot(what));
}

const slot = (what: string): string => `create:${what}`;
