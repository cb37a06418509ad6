import type { Availability } from "@liveotter/contracts/public/sale";
import { at, type Locale } from "../../words/locale.ts";
import type { Hurdle } from "../hurdle.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { type Asked, addTickets, isSame } from "./add-tickets.ts";
import { refusals } from "./hold-refusals.ts";
import { type Choice, fieldOf, linesOf, readChoice, type WantedLine } from "./read-choice.ts";
import { ticketsPage } from "./show-tickets.ts";

/** Longer than any hold: what it became is still found by it. */
const HOLD_COOKIE_S = 24 * 3600;

/** Holds what was chosen and goes on to the checkout; or says at its fields what stands in the way. */
export async function holdTickets(visit: Visit): Promise<SaleAnswer> {
  const { form } = visit;
  const choice = readChoice(form);
  const key = keyOf(form);
  const { lines, fields, hurdles } = linesOf(visit.locale, choice, visit.parts.performanceId ?? "");
  if (hurdles.length > 0) return ticketsPage(visit, { choice, key, hurdles: () => hurdles, status: 400 });
  if (lines.length === 0) return ticketsPage(visit, { choice, key, hurdles: nothingChosen(visit.locale), status: 400 });

  const added = choice.adds ? await addTickets(visit, lines, choice.code) : null;
  const { result, asked } = added ?? (await replaceHold(visit, choice, lines, key));
  if (result.ok) {
    const cookie = { name: "hold", value: result.data.id, maxAge: HOLD_COOKIE_S } as const;
    return { kind: "go", to: at(visit.locale, "/checkout"), cookies: [cookie] };
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

/** A hold in place of what this browser held before. */
async function replaceHold(
  { deps, form, headers, cookies }: Visit,
  choice: Choice,
  asked: readonly WantedLine[],
  key: string,
): Promise<Asked> {
  const body = {
    eventId: form.get("event") ?? "",
    lines: [...asked],
    code: choice.code === "" ? null : choice.code,
    pass: choice.pass === "" ? null : choice.pass,
    replaces: cookies.hold ?? null,
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
    const first = availability?.ticketTypes.find(({ left }) => left !== 0);
    return [{ field: first === undefined ? null : fieldOf(first), text: quantities.choose }];
  };
