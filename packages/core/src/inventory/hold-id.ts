import { asId, type EventId, type Id } from "../ids.ts";

/** Where a hold's document is: the shard of this scope of the event. */
export interface HoldHome {
  readonly eventId: EventId;
  /** A performance's id, or the event's own. */
  readonly scope: string;
}

const FORM = /^([0-9a-f]{32})([0-9a-f]{32})[0-9a-f]{32}$/;

/** A hold's id: opaque and unguessable, 96 hexadecimal digits. `random` is 16 bytes from a secure source. */
export function makeHoldId({ eventId, scope }: HoldHome, random: Uint8Array): string {
  const digits = Array.from(random, (byte) => byte.toString(16).padStart(2, "0"));
  return `${eventId}${scope}`.replaceAll("-", "") + digits.join("");
}

/** The home that an id names, or `null` for what is no hold's id. Whether the hold exists, its home knows. */
export function readHoldId(text: string): HoldHome | null {
  const [, event = "", scope = ""] = FORM.exec(text) ?? [];
  const eventId = asId<EventId>(hyphenated(event));
  const scopeId = asId<Id<string>>(hyphenated(scope));
  return eventId === null || scopeId === null ? null : { eventId, scope: scopeId };
}

const hyphenated = (digits: string): string => digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
