import { formatMoney } from "@liveotter/core/money";
import { choiceTotal } from "@liveotter/core/pricing/choice-total";
import type { BillRules } from "../../sale/tickets/tickets-view.ts";

/** Shows what the tickets chosen come to, by the server's own rules. */
export function showTotal(form: HTMLFormElement): void {
  const { bill = "" } = form.dataset;
  const output = form.querySelector<HTMLElement>("[data-total]");
  if (output === null || bill === "") return;
  // Written by the page that this script belongs to.
  const rules = JSON.parse(bill) as BillRules;
  const show = () => {
    const chosen = [...form.querySelectorAll("select")].flatMap(({ name, value }) => {
      const price = rules.prices[name];
      return price === undefined || value === "0" ? [] : { ...price, quantity: Number(value) };
    });
    const { currency = "EUR" } = form.dataset;
    const total = choiceTotal(rules, rules.feePerOrder, chosen);
    const shown =
      total === 0
        ? (output.dataset.free ?? "")
        : formatMoney(total, currency, document.documentElement.lang, { short: true });
    output.textContent = chosen.length === 0 ? "–" : shown;
  };
  form.addEventListener("change", show);
  // What was chosen before somebody came back here is chosen again by then.
  addEventListener("pageshow", show);
  show();
}
