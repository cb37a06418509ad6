import type { OrderReply } from "@liveotter/contracts/public/orders";
import type { Hold } from "@liveotter/contracts/public/sale";
import { formatPrice } from "../../format/price.ts";
import { ENGLISH } from "../../words/locale.ts";
import { codeSays, type Failed, generalHurdle, type Hurdle } from "../hurdle.ts";
import { beginPayment } from "../pay/begin-payment.ts";
import { paymentOf } from "../pay/method-choices.ts";
import { keyOf, requestKey } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { type OrderForm, readOrderForm, wrongFields } from "./read-order-form.ts";
import { checkoutPage } from "./show-checkout.ts";

/** Orders what is held, begins to pay as was chosen, and goes on to the order's page, which says how it stands. */
export async function orderTickets(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { deps, form, headers } = visit;
  const key = keyOf(form);
  const read = readOrderForm(form, hold);
  const total = /^\d{1,15}$/.test(form.get("total") ?? "") ? Number(form.get("total")) : hold.quote.total;
  const chosen = form.get("method");
  const hurdles = [...read.hurdles, ...unpaid(hold, chosen)];
  if (hurdles.length > 0) return checkoutPage(visit, { hold, form, key, hurdles }, 400);

  const { email, name } = read;
  const people = { answers: [...read.answers], attendees: [...read.attendees] };
  const body = { holdId: hold.id, email, name, locale: "en" as const, total, ...people };
  const keyed = await requestKey(key, body);
  const result = await sureOf(() => deps.sale.placeOrder(body, { key: keyed, headers }));
  if (!result.ok) {
    const status = result.problem?.status ?? 503;
    const quote = result.problem?.quote;
    return checkoutPage(visit, { hold, form, key, quote, hurdles: refusals(result, hold, read) }, status);
  }
  const order = result.data;
  if (order.payable) await beginPayment(visit, order, chosen, key);
  return toOrder(order);
}

/** To the order's own page; this browser's checkout leads there from now on. */
function toOrder({ id, key }: OrderReply): SaleAnswer {
  const cookie = { name: "order", value: `${id}/${key}`, maxAge: 24 * 3600 } as const;
  return { kind: "go", to: `/orders/${id}/${key}`, cookies: [cookie] };
}

const unpaid = ({ quote }: Hold, chosen: string | null): Hurdle[] =>
  quote.total === 0 || paymentOf(chosen, "") !== null ? [] : [{ field: "method", text: "Choose how to pay." }];

const UNKNOWN =
  "We do not know yet whether your order went through. Press the button again in a few seconds: nothing is ordered or charged twice.";

function refusals(failed: Failed, { quote }: Hold, { fieldAt }: OrderForm): Hurdle[] {
  const { problem } = failed;
  switch (problem?.code) {
    case "invalid-request": {
      const wrong = wrongFields(problem, fieldAt);
      return wrong.length > 0 ? wrong : [generalHurdle(failed, UNKNOWN)];
    }
    case "price-changed": {
      const now = problem.quote && formatPrice(ENGLISH, problem.quote.total, problem.quote.currency);
      const text = `The price has changed: it was ${formatPrice(ENGLISH, quote.total, quote.currency)}, and is ${now ?? "another"} now. Nothing was ordered. If that is all right with you, press the button again.`;
      return [{ field: null, text }];
    }
    case "sold-out": {
      const gone = problem.refused?.map(({ line }) => `“${quote.lines[line]?.name ?? ""}”`) ?? [];
      const what = gone.length === 0 ? "some of your tickets" : gone.join(" and ");
      return [
        {
          field: null,
          text: `Your time was up, and others have taken ${what} meanwhile. Nothing was ordered or paid: please choose again.`,
        },
      ];
    }
    case "lapsed":
      return [
        {
          field: null,
          text: "Your time was up, and the tickets are no longer held. Nothing was ordered or paid: please choose again.",
        },
      ];
    case "code-refused":
      return [{ field: "code", text: `${codeSays(problem)} Nothing was ordered.` }];
    default:
      return [generalHurdle(failed, UNKNOWN)];
  }
}
