import { formatDay } from "../../format/dates.ts";
import { formatPrice } from "../../format/price.ts";
import { at, languageOf } from "../../words/locale.ts";
import { COOKIES, type CookieChange } from "../cookies.ts";
import { emailIn } from "../email-in.ts";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import { orderPath } from "../order/order-path.ts";
import { keyOf, mintKey, requestKey } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import { trouble } from "../trouble.ts";
import type { SaleAnswer, Visit } from "../visit.ts";

/** Finding one's orders: an address, the code that was mailed to it, and what they are. */
export interface MyOrdersView {
  readonly page: "my-orders";
  readonly step: "email" | "code" | "list";
  readonly key: string;
  /** What was typed, or the address that a code went to. */
  readonly email: string;
  readonly emails: readonly string[];
  readonly orders: readonly {
    readonly href: string;
    readonly event: string;
    readonly about: string;
    readonly state: string;
  }[];
  readonly note: string | null;
  readonly hurdles: readonly Hurdle[];
}

const CODE_COOKIE_S = 15 * 60;
const page = (
  view: Partial<MyOrdersView> & Pick<MyOrdersView, "step">,
  status = 200,
  cookies: readonly CookieChange[] = [],
): SaleAnswer => ({
  kind: "page",
  status,
  cookies,
  view: { page: "my-orders", key: mintKey(), email: "", emails: [], orders: [], note: null, hurdles: [], ...view },
});

const EMAIL_STEP = "/my-orders";
const CODE_STEP = "/my-orders/code";

/** The list, for whoever has shown a code within the hour; else the first step to it. */
export async function showMyOrders({ deps, cookies, headers, locale }: Visit): Promise<SaleAnswer> {
  const { myOrders: words } = locale.words;
  if (cookies.named.finder === undefined) return page({ step: "email" });
  const result = await deps.sale.readMyOrders({ bearer: cookies.named.finder, headers });
  if (result.ok) {
    const { emails, items } = result.data;
    const orders = items.map((order) => ({
      href: orderPath(locale, order),
      event: order.eventName,
      about: `${formatDay(locale, order.firstDate)} · ${formatPrice(locale, order.total, order.currency)} · ${order.number}`,
      state: words.states[order.state],
    }));
    return page({ step: "list", emails, orders });
  }
  if (result.problem !== null && result.problem.status < 500) {
    return page({ step: "email", note: words.over }, 200, [{ name: "finder", value: null }]);
  }
  return trouble({ title: words.troubleTitle, text: words.trouble, retry: at(locale, EMAIL_STEP) });
}

/** Has a code mailed. The answer is the same whether there are orders or not. */
export async function searchOrders({ deps, form, headers, locale }: Visit): Promise<SaleAnswer> {
  const { myOrders: words } = locale.words;
  const { email, wrong } = emailIn(form);
  const key = keyOf(form);
  if (wrong !== null) {
    const hurdles = [{ field: "email", text: wrong === "missing" ? words.giveEmail : words.wrongEmail }];
    return page({ step: "email", email, key, hurdles }, 400);
  }
  const body = { email, locale: languageOf(locale) };
  const keyed = await requestKey(key, body);
  const result = await sureOf(() => deps.sale.searchOrders(body, { key: keyed, headers }));
  if (result.ok)
    return { kind: "go", to: at(locale, CODE_STEP), cookies: [{ name: "asked", value: email, maxAge: CODE_COOKIE_S }] };
  const refused = result.problem?.code === "invalid-request";
  const hurdle = refused
    ? { field: "email", text: words.wrongEmail }
    : generalHurdle(locale, result, words.unknownSent);
  return page({ step: "email", email, key, hurdles: [hurdle] }, result.problem?.status ?? 503);
}

/** Where the code is typed that was mailed to the address that this browser asked for. */
export async function showCode({ cookies, locale }: Visit): Promise<SaleAnswer> {
  const { asked } = cookies.named;
  return asked === undefined ? { kind: "go", to: at(locale, EMAIL_STEP) } : page({ step: "code", email: asked });
}

/** Takes the code; for whoever sees orders already, its address becomes one more of theirs. */
export async function openOrders({ deps, form, headers, cookies, locale }: Visit): Promise<SaleAnswer> {
  const { myOrders: words } = locale.words;
  const { asked: email, finder } = cookies.named;
  if (email === undefined) return { kind: "go", to: at(locale, EMAIL_STEP) };
  const code = (form.get("code") ?? "").replace(/[\s-]/g, "");
  const key = keyOf(form);
  const again = (text: string, status: number) =>
    page({ step: "code", email, key, hurdles: [{ field: "code", text }] }, status);
  if (!/^\d{6}$/.test(code)) return again(words.sixDigits, 400);
  const body = { email, code };
  const options = { key: await requestKey(key, body), headers };
  let result = await deps.sale.openOrderSearch(body, { ...options, ...(finder && { bearer: finder }) });
  // The session that it was to join has ended.
  if (!result.ok && result.problem?.code === "unauthenticated" && finder !== undefined) {
    result = await deps.sale.openOrderSearch(body, options);
  }
  if (result.ok) {
    const maxAge = (Date.parse(result.data.expiresAt) - deps.now()) / 1000;
    const changes = [
      { name: "finder", value: result.data.key, maxAge },
      { name: "asked", value: null },
    ] as const;
    return { kind: "go", to: at(locale, EMAIL_STEP), cookies: changes };
  }
  const known = result.problem?.code;
  if (known === "unauthenticated" || known === "invalid-request") {
    return again(words.wrongCode, 400);
  }
  const { text } = generalHurdle(locale, result, words.unknownCode);
  return again(text, result.problem?.status ?? 503);
}

/** Forgets on this browser who has shown a code. The cart is forgotten at the checkout, which alone is sent it. */
export const endMyOrders = async ({ locale }: Visit): Promise<SaleAnswer> => ({
  kind: "go",
  to: at(locale, "/checkout/end"),
  resend: true,
  cookies: COOKIES.map((name) => ({ name, value: null })),
});
