import type { Hold } from "@liveotter/contracts/public/sale";
import type { Locale } from "../../words/locale.ts";
import { checkoutPath, entryOf } from "../cart/cart-entries.ts";
import { takePlace } from "../cart/take-place.ts";
import { codeSays, type Failed, generalHurdle, type Hurdle, leftSays, limitSays } from "../hurdle.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { isUnknown, sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { readDraft } from "./draft.ts";
import type { FoundHold } from "./find-hold.ts";
import { checkoutPage } from "./show-checkout.ts";

/** Holds the same tickets once more after they lapsed, at the price they have now. */
export async function holdAgain(visit: Visit, { entry, hold }: FoundHold): Promise<SaleAnswer> {
  const { cookies, deps, form, headers, locale } = visit;
  if (hold.state !== "lapsed") return { kind: "go", to: checkoutPath(locale, entry) };
  const lines = hold.quote.lines.map(({ ticketTypeId, performanceId, quantity }) => {
    return { ticketTypeId, performanceId, quantity };
  });
  const body = { eventId: hold.eventId, lines, code: hold.code, pass: null, replaces: hold.id };
  const key = keyOf(form);
  const keyed = await requestKey(key, body);
  const result = await sureOf(() => deps.sale.placeHold(body, { key: keyed, headers }));
  if (result.ok) {
    const next = entryOf(result.data.id);
    return { kind: "go", to: checkoutPath(locale, next), cookies: takePlace(cookies, entry, next) };
  }
  const again = { form: readDraft(cookies, entry), key: isUnknown(result) ? key : mintKey() };
  const hurdles = refusals(locale, result, hold);
  return checkoutPage(visit, { hold, ...again, hurdles }, result.problem?.status ?? 503);
}

function refusals(locale: Locale, failed: Failed, { quote }: Hold): Hurdle[] {
  const { problem } = failed;
  const { cart, quantities, sale } = locale.words;
  const whole = (text: string): Hurdle => ({ field: null, text });
  switch (problem?.code) {
    case "sold-out":
      return (problem.refused ?? []).map(({ line, left }) => {
        return whole(leftSays(locale, quote.lines[line]?.name ?? sale.theseTickets, left));
      });
    case "code-refused":
      return [whole(codeSays(locale, problem))];
    case "forbidden":
      return [whole(quantities.waitingRoom)];
    case "over-limit": {
      const type = quote.lines.find(({ ticketTypeId }) => ticketTypeId === problem.ticketTypeId);
      return [whole(limitSays(locale, problem, type?.name ?? sale.theseTickets))];
    }
    case "invalid-request":
    case "not-found":
      return [whole(quantities.withdrawn)];
    default:
      return [generalHurdle(locale, failed, cart.unknownAgain)];
  }
}
