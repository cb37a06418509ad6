import { type EditsOf, prefixOf } from "./edits-left.ts";
import type { KeptEdits } from "./model/edit-session.ts";

/** This window among those of this browser. It holds the lock of its name for as long as it lives. */
const me = crypto.randomUUID();
void navigator.locks.request(lockOf(me), () => new Promise<never>(() => {}));

/** Keeps edits on this device, under this window's name; null takes them away. False when there is no room. */
export function keepEdits(of: EditsOf, edits: KeptEdits | null): boolean {
  try {
    if (edits === null) localStorage.removeItem(prefixOf(of) + me);
    else {
      const { base, mine, conflicts } = edits;
      localStorage.setItem(prefixOf(of) + me, JSON.stringify({ base, mine, conflicts }));
    }
    return true;
  } catch {
    return edits === null;
  }
}

/**
 * Hands over edits that were left behind: by this window, and by each other one as soon as it is gone, which a page that
 * is just being loaded again may be a moment later. `take` answers whether it took them; else they stay where they are.
 */
export function takeLeftEdits(of: EditsOf, take: (edits: KeptEdits) => boolean, signal: AbortSignal): void {
  const prefix = prefixOf(of);
  for (const name of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
    const window = name.slice(prefix.length);
    const takeFrom = () => {
      const edits = parse(localStorage.getItem(name));
      if (edits !== null && take(edits) && window !== me) localStorage.removeItem(name);
    };
    if (window === me) takeFrom();
    // Never granted while that window is open. Refused when `signal` ends the wait.
    else navigator.locks.request(lockOf(window), { signal }, takeFrom).catch(() => {});
  }
}

function parse(text: string | null): KeptEdits | null {
  try {
    // Written above and nowhere else, in this shape.
    return text === null ? null : (JSON.parse(text) as KeptEdits);
  } catch {
    return null;
  }
}

function lockOf(window: string): string {
  return `liveotter:window:${window}`;
}
