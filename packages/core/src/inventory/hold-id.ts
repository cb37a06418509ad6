import { asId, type EventId, type Id } from "../ids.ts";

/** Where a hold's document is: the shard of this scope of the event. */
export interface HoldHome {
  readonly eventId: EventId;
  /** A performance's id, or the event's own. */
  readonly scope: string;
}

const LENGTH = 48;
const FORM = /^[A-Za-z0-9_-]{64}$/;

/** A hold's id: opaque and unguessable, 64 characters that go into a URL as they are. `random` is 16 bytes. */
export function makeHoldId(home: HoldHome, random: Uint8Array): string {
  const bytes = new Uint8Array(LENGTH);
  bytes.set(bytesOf(home.eventId), 0);
  bytes.set(bytesOf(home.scope), 16);
  bytes.set(random.subarray(0, 16), 32);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** The home that an id names, or `null` for what is no hold's id. Whether the hold exists, its home knows. */
export function readHoldId(text: string): HoldHome | null {
  if (!FORM.test(text)) return null;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const eventId = asId<EventId>(uuidAt(bytes, 0));
  const scope = asId<Id<string>>(uuidAt(bytes, 16));
  return eventId === null || scope === null ? null : { eventId, scope };
}

const bytesOf = (uuid: string): number[] =>
  (uuid.replaceAll("-", "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

const uuidAt = (bytes: Uint8Array, start: number): string =>
  Array.from(bytes.subarray(start, start + 16), (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
