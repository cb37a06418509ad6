import { asId, type EventId } from "../ids.ts";
import { SORT_NAME_LENGTH } from "./order.ts";
import type { PageKey } from "./query.ts";

/** The last millisecond of the year 9999: later than any performance, and within every store's range. */
const LATEST = 253_402_300_799_999;

/** A page key as one word of letters, digits, `-`, `.` and `~`, which needs no escaping in a URL. */
export function encodeCursor({ sort, value, id }: PageKey): string {
  const text = String(value)
    .replace(/[^a-z0-9 ]/gu, (letter) => `.${(letter.codePointAt(0) ?? 0).toString(36)}.`)
    .replaceAll(" ", "-");
  return `${sort}~${text}~${id}`;
}

/** The key inside a cursor, or `null` for anything that `encodeCursor` would not have made of a catalogue's item. */
export function decodeCursor(cursor: string): PageKey | null {
  const [sort, text, id, ...rest] = cursor.split("~");
  if (text === undefined || id === undefined || rest.length > 0 || asId<EventId>(id) === null) return null;
  if (sort === "name") {
    const value = decodeText(text);
    return value === null ? null : { sort, value, id };
  }
  const timed = sort === "date" || sort === "new" || sort === "opening";
  if (!timed || !/^\d{1,15}$/.test(text) || Number(text) > LATEST) return null;
  return { sort, value: Number(text), id };
}

/** Only what a folded name can hold passes, so that no NUL or half character reaches a store. */
function decodeText(text: string): string | null {
  if (!/^(?:[a-z0-9-]|\.[0-9a-z]{1,4}\.)*$/.test(text)) return null;
  const letters = text.replaceAll("-", " ").match(/\.[^.]+\.|[^.]/g) ?? [];
  if (letters.length > SORT_NAME_LENGTH) return null;
  const points = letters.map((letter) =>
    letter.startsWith(".") ? Number.parseInt(letter.slice(1, -1), 36) : (letter.codePointAt(0) ?? 0),
  );
  if (points.some((point) => point > 0x10ffff)) return null;
  const value = String.fromCodePoint(...points);
  return /^[\p{L}\p{N}+# ]*$/u.test(value) ? value : null;
}
