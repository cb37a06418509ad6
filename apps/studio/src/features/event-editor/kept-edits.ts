import type { KeptEdits } from "./model/edit-session.ts";

/** Counts up when a form becomes another thing, so that no older one is taken for it. */
const SHAPE = 1;
/** How long another window may take to let go of its name, which it does as it closes. */
const PATIENCE_MS = 300;

/** This window among those of this browser. It holds the lock of its name for as long as it lives. */
const me = crypto.randomUUID();
void navigator.locks.request(lockOf(me), () => new Promise<never>(() => {}));

/** Whose edits of what. */
export interface EditsOf {
  readonly userId: string;
  readonly eventId: string;
}

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

/** Edits that were left behind: by this window, or by one that is gone. Those of an open window are its own. */
export async function leftEdits(
  of: EditsOf,
): Promise<readonly { readonly edits: KeptEdits; readonly forget: () => void }[]> {
  const prefix = prefixOf(of);
  const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  const found = await Promise.all(
    names.map(async (name) => {
      const window = name.slice(prefix.length);
      if (window !== me && (await isOpen(window))) return [];
      const edits = parse(localStorage.getItem(name));
      return edits === null ? [] : [{ edits, forget: () => window !== me && localStorage.removeItem(name) }];
    }),
  );
  return found.flat();
}

async function isOpen(window: string): Promise<boolean> {
  try {
    await navigator.locks.request(lockOf(window), { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {});
    return false;
  } catch {
    return true;
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

const prefixOf = ({ userId, eventId }: EditsOf) => `liveotter:edits:${SHAPE}:${userId}:${eventId}:`;

function lockOf(window: string): string {
  return `liveotter:window:${window}`;
}
