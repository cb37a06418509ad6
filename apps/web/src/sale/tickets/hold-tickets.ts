import type { Availability } from "@liveotter/contracts/public/sale";
import type { Hurdle } from "../hurdle.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { refusals } from "./hold-refusals.ts";
import { fieldOf, linesOf, readChoice } from "./read-choice.ts";
import { ticketsPage } from "./show-tickets.ts";

/** Longer than any hold: what it became is still found by it. */
const HOLD_COOKIE_S = 24 * 3600;

/** Holds what was chosen, in place of what this browser held before, and goes on to the checkout. */
export async function holdTickets(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, cookies } = visit;
  const choice = readChoice(form);
  const key = keyOf(form);
  const { lines, fields, hurdles } = linesOf(choice, visit.parts.performanceId ?? "");
  if (hurdles.length > 0) return ticketsPage(visit, { choice, key, hurdles: () => hurdles, status: 400 });
  if (lines.length === 0) return ticketsPage(visit, { choice, key, hurdles: nothingChosen, status: 400 });

  const body = {
    eventId: form.get("event") ?? "",
    lines: [...lines],
    code: choice.code === "" ? null : choice.code,
    pass: choice.pass === "" ? null : choice.pass,
    replaces: cookies.hold ?? null,
  };
  const place = (keyed: string) => sureOf(() => deps.sale.placeHold(body, { key: keyed, headers }));
  let result = await place(await requestKey(key, body));
  // The key of a page that was gone back to names a hold that is over: this is another wish.
  if (result.ok && (result.data.state === "lapsed" || result.data.state === "released"))
    result = await place(mintKey());
  if (result.ok) {
    const cookie = { name: "hold", value: result.data.id, maxAge: HOLD_COOKIE_S } as const;
    return { kind: "go", to: "/checkout", cookies: [cookie] };
  }
  const failed = result;
  return ticketsPage(visit, {
    choice,
    // Where nobody knows whether it was done, the same request has to come again.
    key: isUnknown(failed) ? key : mintKey(),
    hurdles: (availability) => refusals(failed, fields, availability),
    status: failed.problem?.status ?? 503,
  });
}

const nothingChosen = (availability: Availability | null): Hurdle[] => {
  const first = availability?.ticketTypes.find(({ left }) => left !== 0);
  return [{ field: first === undefined ? null : fieldOf(first), text: "Choose how many tickets you want." }];
};
