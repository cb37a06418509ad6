import type { EmailChangeReply } from "@liveotter/contracts/public/orders";
import { at, languageOf } from "../../words/locale.ts";
import { emailIn } from "../email-in.ts";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import { sureOf } from "../sure-of.ts";
import { trouble } from "../trouble.ts";
import { NOT_FOUND, type SaleAnswer, type Visit } from "../visit.ts";
import { orderPath } from "./order-path.ts";
import { named, orderPage, orderWith } from "./show-order.ts";

/** Asks for another address on an order: a link is mailed there, and nothing changes until it is followed. */
export async function requestEmailChange(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, locale } = visit;
  const { order: words, myOrders } = locale.words;
  const order = named(visit);
  const { email, wrong } = emailIn(form);
  const again = (hurdles: readonly Hurdle[], status: number) =>
    orderWith(visit, (found) =>
      orderPage(visit, { order: found, key: "", newEmail: { email, sent: false }, hurdles }, status),
    );
  if (wrong !== null) {
    return again([{ field: "email", text: wrong === "missing" ? myOrders.giveEmail : myOrders.wrongEmail }], 400);
  }
  const result = await sureOf(() =>
    deps.sale.requestOrderEmailChange(order.id, { email, locale: languageOf(locale) }, { bearer: order.key, headers }),
  );
  if (result.ok) {
    return orderWith(visit, (found) => orderPage(visit, { order: found, key: "", newEmail: { email, sent: true } }));
  }
  if (result.problem?.code === "not-found") return NOT_FOUND;
  const refused = result.problem?.code === "invalid-request";
  const hurdle = refused
    ? { field: "email", text: myOrders.wrongEmail }
    : generalHurdle(locale, result, words.emailUnknown);
  return again([hurdle], result.problem?.status ?? 503);
}

/** What a mailed link opens: the change it would make to an order. */
export interface EmailChangeView {
  readonly page: "email-change";
  /** The page's own path, which its form goes to. */
  readonly here: string;
  /** `null`: the link has expired or was replaced. */
  readonly change: EmailChangeReply | null;
  readonly hurdles: readonly Hurdle[];
}

/** Shows the change. Looking changes nothing: mail programs open links by themselves. */
export async function showEmailChange(visit: Visit): Promise<SaleAnswer> {
  const { deps, headers, locale, parts } = visit;
  const result = await deps.sale.readOrderEmailChange(parts.token ?? "", { headers });
  if (result.ok) return page(visit, result.data);
  if (result.problem?.code === "not-found") return page(visit, null);
  const { troubleTitle: title } = locale.words.order;
  return trouble({ title, text: [locale.words.order.emailUnknown], retry: at(locale, pathOf(visit)) });
}

/** Makes the change, and goes to the order under its new address. */
export async function confirmEmailChange(visit: Visit): Promise<SaleAnswer> {
  const { deps, headers, locale, parts } = visit;
  const result = await sureOf(() => deps.sale.confirmOrderEmailChange(parts.token ?? "", { headers }));
  if (result.ok) return { kind: "go", to: orderPath(locale, result.data) };
  if (result.problem?.code === "not-found") return page(visit, null);
  const hurdle = generalHurdle(locale, result, locale.words.order.emailUnknown);
  const shown = await deps.sale.readOrderEmailChange(parts.token ?? "", { headers });
  if (shown.ok) return page(visit, shown.data, [hurdle], result.problem?.status ?? 503);
  const { troubleTitle: title } = locale.words.order;
  return trouble({ title, text: [hurdle.text], retry: at(locale, pathOf(visit)) });
}

const pathOf = ({ parts }: Visit): string => `/order-email/${parts.token}`;

const page = (
  visit: Visit,
  change: EmailChangeReply | null,
  hurdles: readonly Hurdle[] = [],
  status = 200,
): SaleAnswer => ({
  kind: "page",
  status,
  view: { page: "email-change", here: at(visit.locale, pathOf(visit)), change, hurdles },
});
