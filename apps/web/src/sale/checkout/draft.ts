import type { CookieChange } from "../cookies.ts";

/** What a person typed, not what the form carries along. */
const TYPED = /^(?:email|name|method|answer-|guest-)/;
/** That of a form. */
export const typedOf = (form: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...form].filter(([field, value]) => TYPED.test(field) && value !== ""));

/** Of the 4096 bytes that a browser takes of a cookie (RFC 6265, 6.1), before base64 makes four of three. */
const ROOM_BYTES = 2700;
/** As long as a hold can last. */
const KEPT_S = 30 * 60;

/**
 * The cookie that keeps what was typed into a checkout until it is ordered: it is there after an error, after leaving,
 * in another tab and in another language, with and without a script. Of very many names the first are kept.
 */
export function keepDraft(form: URLSearchParams): CookieChange {
  const typed = [...typedOf(form)];
  // How to pay comes behind all guests in the form, and is wanted before them.
  const [guests, others] = [true, false].map((of) => typed.filter(([field]) => field.startsWith("guest-") === of));
  const kept: [string, string][] = [];
  let room = ROOM_BYTES;
  for (const entry of [...(others ?? []), ...(guests ?? [])]) {
    room -= bytesOf([entry]).length;
    if (room < 0) break;
    kept.push(entry);
  }
  if (kept.length === 0) return { name: "draft", value: null };
  // Letters alone that a cookie has as they are: escaped, some names would be longer than it may be.
  const letters = btoa(String.fromCharCode(...bytesOf(kept)))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  return { name: "draft", value: letters.replace(/=+$/, ""), maxAge: KEPT_S };
}

/** What that cookie kept; nothing for what is none of ours. */
export function readDraft(cookie: string | undefined): URLSearchParams {
  const form = new URLSearchParams();
  if (cookie === undefined) return form;
  try {
    const bytes = Uint8Array.from(atob(cookie.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const entries: unknown = JSON.parse(new TextDecoder().decode(bytes));
    for (const [field, value] of Array.isArray(entries) ? entries : []) {
      if (typeof field === "string" && typeof value === "string" && TYPED.test(field)) form.append(field, value);
    }
  } catch {
    return new URLSearchParams(); // Not written by us.
  }
  return form;
}

const bytesOf = (entries: readonly [string, string][]): Uint8Array => new TextEncoder().encode(JSON.stringify(entries));
