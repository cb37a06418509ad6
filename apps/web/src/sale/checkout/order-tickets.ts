import type { OrderReply } from "@liveotter/contracts/public/orders";
import { formatPrice } from "../../format/price.ts";
import { type Locale, languageOf } from "../../words/locale.ts";
import { dropEntry, keepEntry, openEntries } from "../cart/cart-entries.ts";
import type { CookieChange } from "../cookies.ts";
import { codeSays, type Failed, generalHurdle, type Hurdle, leftSays, limitSays } from "../hurdle.ts";
import { orderPath } from "../order/order-path.ts";
import { beginPayment } from "../pay/begin-payment.ts";
import { paymentOf } from "../pay/method-choices.ts";
import { keyOf, requestKey } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { carryAnswers } from "./carry-over.ts";
import { type Offer, offerNow } from "./checkout-view.ts";
import type { FoundHold } from "./find-hold.ts";
import { type OrderForm, readOrderForm, wrongFields } from "./read-order-form.ts";
import { checkoutPage } from "./show-checkout.ts";

/** Orders what is held, begins to pay as was chosen, and goes on to the order's page, which says how it stands. */
export async function orderTickets(visit: Visit, { entry, hold }: FoundHold): Promise<SaleAnswer> {
  const { deps, form, headers, locale } = visit;
  const key = keyOf(form);
  const offer = offerNow(hold);
  const read = readOrderForm(locale, form, offer);
  const total = /^\d{1,15}$/.test(form.get("total") ?? "") ? Number(form.get("total")) : offer.quote.total;
  const quoteTag = (form.get("quote-tag") ?? "").slice(0, 64);
  const chosen = form.get("method");
  const hurdles = [...read.hurdles, ...unpaid(locale, offer, chosen)];
  if (hurdles.length > 0) return checkoutPage(visit, { hold, form, key, hurdles }, 400);

  const { email, name } = read;
  const people = { answers: [...read.answers], attendees: [...read.attendees] };
  const body = {
    holdId: hold.id,
    email,
    name,
    locale: languageOf(locale),
    total,
    ...(quoteTag && { quoteTag }),
    ...people,
  };
  const keyed = await requestKey(key, body);
  const result = await sureOf(() => deps.sale.placeOrder(body, { key: keyed, headers }));
  if (!result.ok) {
    const status = result.problem?.status ?? 503;
    const { quote, quoteTag, asks } = result.problem ?? {};
    const changed = quote && { quote, quoteTag: quoteTag ?? "", asks: asks ?? hold.asks };
    const hurdles = refusals(locale, result, offer, read);
    return checkoutPage(visit, { hold, form, key, offer: changed, hurdles }, status);
  }
  const order = result.data;
  if (order.payable) await beginPayment(visit, order, chosen, key);
  return { kind: "go", to: orderPath(locale, order), cookies: orderedCookies(visit, { entry, hold }, order) };
}

/**
 * This hold's checkout leads to its order from now on. What was typed goes with it; holds that are still to be ordered
 * are filled in with the same answers.
 */
function orderedCookies({ cart, form }: Visit, { entry, hold }: FoundHold, { id, key }: OrderReply): CookieChange[] {
  const isLast = openEntries(cart).every(({ ref }) => ref === entry.ref);
  return [
    ...dropEntry(entry).filter(({ name, of }) => name !== "hold" || of === undefined),
    keepEntry({ ...entry, order: { id, key } }),
    isLast ? { name: "buyer", value: null } : carryAnswers(form, hold),
  ];
}

const unpaid = ({ words }: Locale, { quote }: Offer, chosen: string | null): Hurdle[] =>
  quote.total === 0 || paymentOf(chosen, "") !== null ? [] : [{ field: "method", text: words.sale.choosePay }];

function refusals(locale: Locale, failed: Failed, { quote, asks }: Offer, { fieldAt }: OrderForm): Hurdle[] {
  const { problem } = failed;
  const { checkout, sale } = locale.words;
  const whole = (text: string): Hurdle[] => [{ field: null, text }];
  switch (problem?.code) {
    case "invalid-request": {
      const wrong = wrongFields(locale, problem, fieldAt);
      return wrong.length > 0 ? wrong : [generalHurdle(locale, failed, checkout.unknownOrder)];
    }
    case "price-changed": {
      const [before, now] = [quote, problem.quote ?? quote].map((each) =>
        formatPrice(locale, each.total, each.currency),
      );
      const onlyPrices =
        before !== now &&
        JSON.stringify(problem.asks ?? asks) === JSON.stringify(asks) &&
        problem.quote?.tax?.rate === quote.tax?.rate;
      return whole(onlyPrices ? checkout.priceChanged(before ?? "", now ?? "") : checkout.termsChanged(now ?? ""));
    }
    case "sold-out":
      return (problem.refused ?? []).map(({ line, left }) => {
        const name = quote.lines[line]?.name ?? sale.theseTickets;
        return { field: null, text: `${leftSays(locale, name, left)} ${checkout.nothingOrdered}` };
      });
    case "withdrawn": {
      const gone = (problem.withdrawnLines ?? []).map((line) => `“${quote.lines[line]?.name ?? sale.theseTickets}”`);
      return whole(checkout.withdrawn(new Intl.ListFormat(locale.lang).format(gone)));
    }
    case "lapsed":
      return whole(checkout.over);
    case "code-refused":
      return [{ field: "code", text: `${codeSays(locale, problem)} ${checkout.nothingOrdered}` }];
    case "over-limit": {
      const of = quote.lines.find(({ ticketTypeId }) => ticketTypeId === problem.ticketTypeId);
      return whole(`${limitSays(locale, problem, of?.name ?? sale.theseTickets)} ${checkout.nothingOrdered}`);
    }
    default:
      return [generalHurdle(locale, failed, checkout.unknownOrder)];
  }
}
