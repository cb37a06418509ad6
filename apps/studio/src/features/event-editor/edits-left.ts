/** Counts up when a form becomes another thing, so that no older one is taken for it. */
const SHAPE = 1;
const EDITS = `liveotter:edits:${SHAPE}:`;

/** What somebody is told who cannot see them just now. */
export const KEPT = "What you changed here is kept on this device. It is here again when the page loads.";

/** Whose edits of what. */
export interface EditsOf {
  readonly userId: string;
  readonly eventId: string;
}

/** What the names of all edits of this event by this person begin with; a window's name follows. */
export const prefixOf = ({ userId, eventId }: EditsOf) => `${EDITS}${userId}:${eventId}:`;

/** Whether this device keeps edits, anybody's, of the event at this address: asked where nobody knows who is signed in. */
export function editsAreLeft(path: string): boolean {
  const eventId = /^\/events\/([^/]+)$/.exec(path)?.[1];
  if (eventId === undefined) return false;
  try {
    return Object.keys(localStorage).some((name) => name.startsWith(EDITS) && name.includes(`:${eventId}:`));
  } catch {
    return false;
  }
}
