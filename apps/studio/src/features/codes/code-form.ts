import type { Code, CodeChange } from "@liveotter/contracts/promoter/codes";
import { type MomentText, momentOf, NO_MOMENT } from "../../ui/moment-input.tsx";
import { priceOf, priceText, shareInWords, shareOf, wholeOf } from "../../ui/number-text.ts";

/** A code, or many alike, as they stand in their form. */
export interface CodeForm {
  readonly how: "one" | "count" | "list";
  readonly code: string;
  readonly count: string;
  readonly prefix: string;
  readonly list: string;
  readonly tag: string;
  readonly effect: Code["effect"];
  readonly value: string;
  readonly maxUses: string;
  /** `` : like any other ticket; `bypass`: no room needed; else the quota in which its uses are kept free. */
  readonly room: string;
  readonly opensHidden: boolean;
  readonly opensPresale: boolean;
  /** Empty: every one. */
  readonly ticketTypeIds: readonly string[];
  readonly validFrom: MomentText;
  readonly validUntil: MomentText;
}

export const NEW_CODE: CodeForm = {
  ...{ how: "one", code: "", count: "100", prefix: "", list: "", tag: "", effect: "percent", value: "", maxUses: "" },
  ...{ room: "", opensHidden: false, opensPresale: false, ticketTypeIds: [] },
  ...{ validFrom: NO_MOMENT, validUntil: NO_MOMENT },
};

/** What the form sends, for the contract to check. In place of a number that cannot be read is what is wrong with it. */
export function codeInputOf(form: CodeForm, currency: string): Record<string, unknown> {
  const settings = {
    tag: form.tag.trim(),
    effect: form.effect,
    value: amountOf(form, currency),
    maxUses: perhapsWhole(form.maxUses),
    blocksQuotaId: form.room === "" || form.room === "bypass" ? null : form.room,
    bypassesQuotas: form.room === "bypass",
    opensHidden: form.opensHidden,
    opensPresale: form.opensPresale,
    ticketTypeIds: form.ticketTypeIds.length === 0 ? null : [...form.ticketTypeIds],
    validFrom: momentOf(form.validFrom),
    validUntil: momentOf(form.validUntil),
  };
  if (form.how === "one") return { ...settings, code: form.code };
  if (form.how === "list") return { ...settings, codes: codesIn(form.list) };
  return { ...settings, count: perhapsWhole(form.count) ?? "", ...(form.prefix !== "" && { prefix: form.prefix }) };
}

/** The codes of a pasted list: one a line, or apart by commas, semicolons or spaces; each once. */
export const codesIn = (list: string): string[] => [...new Set(list.split(/[\s,;]+/).filter((code) => code !== ""))];

function amountOf({ effect, value }: CodeForm, currency: string): number | string {
  if (effect === "none") return 0;
  if (value.trim() === "") return "";
  return effect === "percent" ? shareOf(value.replace(/\s*%$/, ""), 2) : priceOf(value, currency);
}

function perhapsWhole(text: string): number | string | null {
  if (text.trim() === "") return null;
  return wholeOf(text);
}

/** What may be changed of a code that is there. */
export type ChangeForm = Pick<CodeForm, "tag" | "maxUses" | "validFrom" | "validUntil">;

export const changeFormOf = ({ tag, maxUses, validFrom, validUntil }: Code): ChangeForm => ({
  ...{ tag, maxUses: maxUses === null ? "" : String(maxUses) },
  ...{ validFrom: textOf(validFrom), validUntil: textOf(validUntil) },
});

const textOf = (moment: Code["validFrom"]): MomentText =>
  moment === null ? NO_MOMENT : { date: moment.date, time: moment.time, fold: moment.fold };

export const codeChangeOf = (
  form: ChangeForm,
): Record<keyof Omit<CodeChange, "disabled" | "alsoFromCarts">, unknown> => ({
  ...{ tag: form.tag.trim(), maxUses: perhapsWhole(form.maxUses) },
  ...{ validFrom: momentOf(form.validFrom), validUntil: momentOf(form.validUntil) },
});

/** `10 % off`, `€5.00 off`, `€12.00 each`; empty where it leaves prices alone. */
export function effectText(
  { effect, value }: Pick<Code, "effect" | "value">,
  money: (minor: number) => string,
): string {
  switch (effect) {
    case "none":
      return "";
    case "percent":
      return `${shareInWords(value, 2)} % off`;
    case "amount":
      return `${money(value)} off`;
    case "price":
      return value === 0 ? "free" : `${money(value)} each`;
  }
}

/** What stands in the value's field after another effect is chosen: nothing, since it means another thing. */
export const exampleOf = (effect: Code["effect"], currency: string): string =>
  effect === "percent" ? "10" : priceText(500, currency);
