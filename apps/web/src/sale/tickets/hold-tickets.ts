import type { Availability } from "@liveotter/contracts/public/sale";
import type { Locale } from "../../words/locale.ts";
import { type CartEntry, checkoutPath, entryOf, MOST_HOLDS, openEntries } from "../cart/cart-entries.ts";
import { makeRoom } from "../cart/make-room.ts";
import { takePlace } from "../cart/take-place.ts";
import type { Hurdle } from "../hurdle.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { type Asked, addTickets, isSame } from "./add-tickets.ts";
import { refusals } from "./hold-refusals.ts";
import { type Choice, fieldOf, linesOf, readChoice, type WantedLine } from "./read-choice.ts";
import { ticketsPage } from "./show-tickets.ts";

/**
 * Holds what was chosen and goes on to its checkout, or says at its fields what is in the way. Tickets for an event that
 * this browser holds already change that hold; holds of other events stay as they are.
 */
export async function holdTickets(visit: Visit): Promise<SaleAnswer> {
  const { form } = visit;
  const choice = readChoice(form);
  const key = keyOf(form);
  const { lines, fields, hurdles } = linesOf(visit.locale, choice, visit.parts.performanceId ?? "");
  if (hurdles.length > 0) return ticketsPage(visit, { choice, key, hurdles: () => hurdles, status: 400 });
  if (lines.length === 0) return ticketsPage(visit, { choice, key, hurdles: nothingChosen(visit.locale), status: 400 });

  const held = await heldOf(visit, form.get("event") ?? "");
  const room = held === null ? await makeRoom(visit) : [];
  if (room === null) {
    const full = { field: null, text: visit.locale.words.cart.full(MOST_HOLDS) };
    return ticketsPage(visit, { choice, key, hurdles: () => [full], status: 409 });
  }
  const added = held !== null && choice.adds ? await addTickets(visit, held, lines, choice.code) : null;
  const { result, asked } = added ?? (await replaceHold(visit, choice, { held, asked: lines, key }));
  if (result.ok) {
    const entry = entryOf(result.data.id);
    const cookies = [...room, ...takePlace(visit.cookies, held, entry)];
    return { kind: "go", to: checkoutPath(visit.locale, entry), cookies };
  }
  const askedFields = asked.map((line) => fields[lines.findIndex((other) => isSame(line, other))]);
  return ticketsPage(visit, {
    choice,
    // Where nobody knows whether it was done, the same request has to come again.
    key: isUnknown(result) ? key : mintKey(),
    hurdles: (availability) => refusals(visit.locale, result, askedFields, availability),
    lefts: new Map(result.problem?.refused?.map(({ line, left }) => [askedFields[line] ?? "", left])),
    status: result.problem?.status ?? 503,
  });
}

/** The hold that these tickets change: that of the same event, unless it has become an order. */
async function heldOf({ deps, cart, headers }: Visit, eventId: string): Promise<CartEntry | null> {
  const held = openEntries(cart).findLast((entry) => entry.eventId === eventId);
  if (held === undefined) return null;
  const read = await deps.sale.readHold(held.holdId, { headers });
  // The answer to an order may have been lost: its hold still leads there.
  return read.ok && read.data.state === "ordered" ? null : held;
}

interface Replacing {
  readonly held: CartEntry | null;
  readonly asked: readonly WantedLine[];
  readonly key: string;
}

/** A new hold, in place of what this browser held of the same event. */
async function replaceHold(
  { deps, form, headers }: Visit,
  choice: Choice,
  { held, asked, key }: Replacing,
): Promise<Asked> {
  const body = {
    eventId: form.get("event") ?? "",
    lines: [...asked],
    code: choice.code === "" ? null : choice.code,
    pass: choice.pass === "" ? null : choice.pass,
    replaces: held?.holdId ?? null,
  };
  const place = (keyed: string) => sureOf(() => deps.sale.placeHold(body, { key: keyed, headers }));
  const result = await place(await requestKey(key, body));
  // The key of a page that was gone back to names a hold that is over: this is another wish.
  const over = result.ok && (result.data.state === "lapsed" || result.data.state === "released");
  return { result: over ? await place(mintKey()) : result, asked };
}

const nothingChosen =
  ({ words: { quantities } }: Locale) =>
  (availability: Availability | null): Hurdle[] => {
    const first = availability?.ticketTypes.find(({ state }) => state === "on-sale" || state === "unknown");
    return [{ field: first === undefined ? null : fieldOf(first), text: quantities.choose }];
  };
