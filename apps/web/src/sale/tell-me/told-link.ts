import type { Interest } from "@liveotter/contracts/public/interests";
import { at } from "../../words/locale.ts";
import { generalHurdle, type Hurdle } from "../hurdle.ts";
import { sureOf } from "../sure-of.ts";
import { trouble } from "../trouble.ts";
import type { SaleAnswer, Visit } from "../visit.ts";

/** What a mailed link opens: one wish to be told. */
export interface ToldLinkView {
  readonly page: "told-link";
  /** The page's own path, which its forms go to. */
  readonly here: string;
  /** `null`: nobody waits by this link any more. */
  readonly interest: Interest | null;
  readonly hurdles: readonly Hurdle[];
}

/** What is waited for by this link. Looking changes nothing: programs look at every link of a mail. */
export async function showToldLink(visit: Visit): Promise<SaleAnswer> {
  const { deps, headers, locale, parts } = visit;
  const result = await deps.sale.readInterest(parts.token ?? "", { headers });
  if (result.ok) return page(visit, result.data);
  if (result.problem?.code === "not-found") return page(visit, null);
  const { troubleTitle: title, trouble: text } = locale.words.tellMe;
  return trouble({ title, text, retry: at(locale, pathOf(visit)) });
}

/**
 * Confirms, or ends it. A mail program ends it by a form of its own, `List-Unsubscribe=One-Click`, and follows no redirect
 * (RFC 8058, 3.1 and 3.2).
 */
export async function takeToldLink(visit: Visit): Promise<SaleAnswer> {
  const { deps, form, headers, locale, parts } = visit;
  const { token = "" } = parts;
  const oneClick = form.get("List-Unsubscribe") === "One-Click";
  const wish = oneClick ? "end" : form.get("do");
  if (wish !== "end" && wish !== "confirm") return showToldLink(visit);
  const result =
    wish === "end"
      ? await sureOf(() => deps.sale.endInterest(token, { headers }))
      : await sureOf(() => deps.sale.confirmInterest(token, { headers }));
  if (result.ok && !oneClick) return { kind: "go", to: at(locale, pathOf(visit)) };
  if (result.ok || result.problem?.code === "not-found") return page(visit, null);
  const shown = await deps.sale.readInterest(token, { headers });
  const { text } = generalHurdle(locale, result, locale.words.tellMe.unknownDone);
  if (shown.ok) return page(visit, shown.data, [{ field: null, text }], result.problem?.status ?? 503);
  const { troubleTitle: title } = locale.words.tellMe;
  return trouble({ title, text: [text], retry: at(locale, pathOf(visit)) });
}

const pathOf = ({ parts }: Visit): string => `/tell-me/${parts.token}`;

const page = (visit: Visit, interest: Interest | null, hurdles: readonly Hurdle[] = [], status = 200): SaleAnswer => ({
  kind: "page",
  status,
  view: { page: "told-link", here: at(visit.locale, pathOf(visit)), interest, hurdles },
});
