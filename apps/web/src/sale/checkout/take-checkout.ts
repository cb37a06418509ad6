import type { Hold, HoldChange } from "@liveotter/contracts/public/sale";
import { codeSays, type Failed, generalHurdle, type Hurdle } from "../hurdle.ts";
import { keyOf } from "../request-key.ts";
import { sureOf } from "../sure-of.ts";
import { leftSays } from "../tickets/hold-refusals.ts";
import type { SaleAnswer, Visit } from "../visit.ts";
import { quantityField } from "./checkout-view.ts";
import { orderTickets } from "./order-tickets.ts";
import { checkoutPage, findHold } from "./show-checkout.ts";

/** The checkout's one form: its buttons say what is to be done, and whatever was typed stays. */
export async function takeCheckout(visit: Visit): Promise<SaleAnswer> {
  const found = await findHold(visit);
  if ("answer" in found) return found.answer;
  const { hold } = found;
  switch (visit.form.get("do")) {
    case "change":
      return changeTickets(visit, hold);
    case "extend":
      return extendHold(visit, hold);
    case "release":
      return releaseHold(visit, hold);
    default:
      return orderTickets(visit, hold);
  }
}

async function changeTickets(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { form } = visit;
  const key = keyOf(form);
  const { lines, kept, hurdles } = changedLines(form, hold);
  if (hurdles.length > 0) return checkoutPage(visit, { hold, form, key, hurdles }, 400);
  const code = (form.get("code") ?? "").trim().slice(0, 60);
  const result = await change(visit, hold, { lines, ...(code !== (hold.code ?? "") && { code: code || null }) });
  if (result.ok) {
    // Lines may have gone, and others have their places: what was typed of quantities is done with.
    const rest = new URLSearchParams(form);
    for (let line = 0; line < hold.quote.lines.length; line++) rest.delete(quantityField(line));
    rest.delete("code");
    return checkoutPage(visit, { hold: result.data, form: rest, key, hurdles: [], done: "Your tickets are changed." });
  }
  const wrong = changeRefusals(result, hold, kept);
  return checkoutPage(visit, { hold, form, key, hurdles: wrong }, result.problem?.status ?? 503);
}

/** The hold's lines with other quantities; those with none are left out. `kept`: their places in the hold. */
function changedLines(form: URLSearchParams, hold: Hold) {
  const lines: NonNullable<HoldChange["lines"]> = [];
  const kept: number[] = [];
  const hurdles: Hurdle[] = [];
  for (const [at, { ticketTypeId, performanceId, quantity }] of hold.quote.lines.entries()) {
    const field = quantityField(at);
    const text = (form.get(field) ?? String(quantity)).trim();
    if (!/^\d{1,4}$/.test(text) || Number(text) > 1000)
      hurdles.push({ field, text: "Give the number of tickets in digits." });
    else if (Number(text) > 0) {
      lines.push({ ticketTypeId, performanceId, quantity: Number(text) });
      kept.push(at);
    }
  }
  if (hurdles.length === 0 && lines.length === 0) {
    hurdles.push({ field: quantityField(0), text: "To take no ticket at all, give them up." });
  }
  return { lines, kept, hurdles };
}

function changeRefusals(failed: Failed, hold: Hold, kept: readonly number[]): Hurdle[] {
  const { problem } = failed;
  if (problem?.code === "sold-out" && problem.refused !== undefined && problem.refused.length > 0) {
    return problem.refused.map(({ line, left }) => {
      const at = kept[line];
      const name = at === undefined ? undefined : hold.quote.lines[at]?.name;
      // Others' tickets: one's own are not in one's way.
      return {
        field: at === undefined ? null : quantityField(at),
        text: `${leftSays(name ?? "these", left)} You still hold what you had.`,
      };
    });
  }
  if (problem?.code === "code-refused")
    return [{ field: "code", text: `${codeSays(problem)} Your tickets are as they were.` }];
  return [
    generalHurdle(
      failed,
      "We could not find out whether your tickets were changed: check what is shown, and try again.",
    ),
  ];
}

async function extendHold(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { form } = visit;
  const result = await change(visit, hold, { extend: true });
  const key = keyOf(form);
  if (result.ok) return checkoutPage(visit, { hold: result.data, form, key, hurdles: [], done: "You have more time." });
  const hurdle = generalHurdle(result, "We could not find out whether you got more time. Try again.");
  return checkoutPage(visit, { hold, form, key, hurdles: [hurdle] }, result.problem?.status ?? 503);
}

/** Again has no further effect. */
const change = ({ deps, headers }: Visit, hold: Hold, wish: HoldChange) =>
  sureOf(() => deps.sale.changeHold(hold.id, wish, { headers }));

async function releaseHold(visit: Visit, hold: Hold): Promise<SaleAnswer> {
  const { deps, form, headers } = visit;
  const result = await sureOf(() => deps.sale.releaseHold(hold.id, { headers }));
  if (result.ok || result.problem?.code === "not-found") {
    return { kind: "go", to: `/events/${hold.eventSlug}`, cookies: [{ name: "hold", value: null }] };
  }
  if (result.problem?.code === "invalid-state") return { kind: "go", to: "/checkout" };
  const hurdle = generalHurdle(
    result,
    "We could not find out whether your tickets were given up. They end by themselves when the time is up.",
  );
  return checkoutPage(visit, { hold, form, key: keyOf(form), hurdles: [hurdle] }, result.problem?.status ?? 503);
}
