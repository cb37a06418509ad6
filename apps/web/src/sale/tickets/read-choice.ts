import type { HoldInput } from "@liveotter/contracts/public/sale";
import type { Locale } from "../../words/locale.ts";
import type { Hurdle } from "../hurdle.ts";

/** What a fan chose in a form, as they wrote it. */
export interface Choice {
  /** By field (`ticket-…` or `pass-…`, then the type's id), only what is not empty. */
  readonly quantities: ReadonlyMap<string, string>;
  readonly code: string;
  /** Of the waiting room, where one was passed. */
  readonly pass: string;
  /** Whether it comes to what is held already, for another date of the same event. */
  readonly adds: boolean;
}

export type WantedLine = HoldInput["lines"][number];

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const FIELD = new RegExp(`^(ticket|pass)-(${UUID})$`);
/** Of fields of one form: an event has fewer ticket types. */
const MOST_LINES = 50;

export const fieldOf = (type: { readonly id: string; readonly pass: readonly string[] | null }): string =>
  `${type.pass === null ? "ticket" : "pass"}-${type.id}`;

/** The form's own words, whether they came with an address or were sent. */
export function readChoice(form: URLSearchParams): Choice {
  const quantities = new Map<string, string>();
  for (const [field, value] of form) {
    const quantity = value.trim().slice(0, 10);
    if (FIELD.test(field) && quantity !== "" && quantity !== "0") quantities.set(field, quantity);
  }
  return {
    quantities,
    code: (form.get("code") ?? "").trim().slice(0, 60),
    pass: (form.get("pass") ?? "").slice(0, 2000),
    adds: form.get("add") === "yes",
  };
}

/** The same as lines of a hold for one performance, each with its field; or what is wrong with them. */
export function linesOf(
  { words }: Locale,
  { quantities }: Choice,
  performanceId: string,
): { readonly lines: readonly WantedLine[]; readonly fields: readonly string[]; readonly hurdles: readonly Hurdle[] } {
  const lines: WantedLine[] = [];
  const fields: string[] = [];
  const hurdles: Hurdle[] = [];
  for (const [field, quantity] of [...quantities].slice(0, MOST_LINES)) {
    const [, kind, ticketTypeId = ""] = FIELD.exec(field) ?? [];
    if (/^\d{1,4}$/.test(quantity) && Number(quantity) <= 1000) {
      if (Number(quantity) === 0) continue;
      lines.push({
        ticketTypeId,
        performanceId: kind === "pass" ? null : performanceId,
        quantity: Number(quantity),
      });
      fields.push(field);
    } else {
      hurdles.push({ field, text: words.quantities.digits });
    }
  }
  return { lines, fields, hurdles };
}
