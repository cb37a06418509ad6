import type { CartEntry } from "../cart/cart-entries.ts";
import type { CookieChange, SentCookies } from "../cookies.ts";
import { decodeEntries, encodeEntries } from "./typed-entries.ts";

/** What a person typed, not what the form carries along. */
const TYPED = /^(?:email|name|method|answer-|guest-)/;
/** That of a form. */
export const typedOf = (form: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...form].filter(([field, value]) => TYPED.test(field) && value !== ""));

/** Of the 4096 bytes that a browser takes of a cookie (RFC 6265, 6.1), before base64 makes four of three. */
const ROOM_BYTES = 2700;
/** Of all drafts together: servers refuse requests whose headers are much longer. */
const ALL_DRAFTS_LETTERS = 8000;
/** As long as a hold can last. */
export const KEPT_S = 30 * 60;

/**
 * The cookie that keeps what was typed into a checkout until it is ordered: it is there after an error, after leaving,
 * in another tab and in another language, with and without a script. Of very many names the first are kept. Where the
 * drafts of several checkouts take too much room, the oldest others go.
 */
export function keepDraft(form: URLSearchParams, ref: string, others: ReadonlyMap<string, string>): CookieChange[] {
  const typed = [...typedOf(form)];
  // How to pay comes behind all guests in the form, and is wanted before them.
  const [guests, rest] = [true, false].map((of) => typed.filter(([field]) => field.startsWith("guest-") === of));
  const value = encodeEntries([...(rest ?? []), ...(guests ?? [])], ROOM_BYTES);
  let room = ALL_DRAFTS_LETTERS - (value?.length ?? 0);
  const tooMuch = [...others].reverse().filter(([of, draft]) => {
    if (of === ref) return false;
    room -= draft.length;
    return room < 0;
  });
  return [
    { name: "draft", of: ref, value, maxAge: KEPT_S },
    ...tooMuch.map(([of]) => ({ name: "draft", of, value: null }) as const),
  ];
}

/** What that cookie kept of a hold's checkout; nothing for what is none of ours. */
export function readDraft(
  { named, perHold }: SentCookies,
  { ref, old }: Pick<CartEntry, "ref" | "old">,
): URLSearchParams {
  return new URLSearchParams(decodeEntries(perHold.draft.get(ref) ?? (old ? named.draft : undefined), TYPED));
}
