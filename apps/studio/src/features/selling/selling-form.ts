import type { Selling } from "@liveotter/contracts/promoter/selling";
import { wholeOf } from "../../ui/number-text.ts";

/** A question as it stands in the form. `key` is the line's own, also of a new one. */
export interface QuestionForm {
  readonly key: string;
  readonly id: string | undefined;
  readonly label: string;
  readonly kind: Selling["questions"][number]["kind"];
  readonly of: Selling["questions"][number]["of"];
  readonly required: boolean;
  /** One a line. */
  readonly choices: string;
}

/** How an event is sold, as it stands in its form. */
export interface SellingForm {
  readonly maxPerFan: string;
  readonly orderMinutes: string;
  readonly card: boolean;
  readonly transfer: boolean;
  readonly instructions: string;
  readonly days: string;
  readonly hoursBefore: string;
  readonly payAtDoor: boolean;
  readonly needsPass: boolean;
  readonly ticketCodes: Selling["ticketCodes"];
  readonly attendeeNames: Selling["attendeeNames"];
  readonly refundWindowDays: string;
  readonly questions: readonly QuestionForm[];
}

const USUAL_DAYS = "7";
const USUAL_HOURS = "24";

export function sellingFormOf(selling: Selling): SellingForm {
  const { maxPerFan, transfer } = selling;
  return {
    ...{ card: selling.card, payAtDoor: selling.payAtDoor, needsPass: selling.needsPass },
    ...{ ticketCodes: selling.ticketCodes, attendeeNames: selling.attendeeNames },
    maxPerFan: maxPerFan === null ? "" : String(maxPerFan),
    orderMinutes: String(selling.orderMinutes),
    transfer: transfer !== null,
    instructions: transfer?.instructions ?? "",
    days: transfer === null ? USUAL_DAYS : String(transfer.days),
    hoursBefore: transfer === null ? USUAL_HOURS : String(transfer.hoursBefore),
    refundWindowDays: String(selling.refundWindowDays),
    questions: selling.questions.map(({ choices, ...question }) => ({
      ...question,
      key: question.id,
      choices: choices.join("\n"),
    })),
  };
}

/** What the form sends, for the contract to check. In place of a number that cannot be read is what is wrong with it. */
export function sellingInputOf(form: SellingForm): Record<string, unknown> {
  const whole = (text: string) => (text.trim() === "" ? "" : wholeOf(text));
  return {
    ...{ card: form.card, payAtDoor: form.payAtDoor, needsPass: form.needsPass },
    ...{ ticketCodes: form.ticketCodes, attendeeNames: form.attendeeNames },
    maxPerFan: form.maxPerFan.trim() === "" ? null : whole(form.maxPerFan),
    orderMinutes: whole(form.orderMinutes),
    transfer: form.transfer
      ? { instructions: form.instructions, days: whole(form.days), hoursBefore: whole(form.hoursBefore) }
      : null,
    refundWindowDays: whole(form.refundWindowDays),
    questions: form.questions.map(({ id, label, kind, of, required, choices }) => ({
      ...(id !== undefined && { id }),
      ...{ label, kind, of, required, choices: kind === "choice" ? linesIn(choices) : [] },
    })),
  };
}

const linesIn = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const newQuestion = (): QuestionForm => ({
  ...{ key: crypto.randomUUID(), id: undefined, label: "", kind: "text", of: "order", required: false, choices: "" },
});

/** The line moved up or down by one; at an edge it stays. */
export function movedBy<T>(lines: readonly T[], from: number, by: -1 | 1): readonly T[] {
  const to = from + by;
  const line = lines[from];
  if (line === undefined || to < 0 || to >= lines.length) return lines;
  return lines.toSpliced(from, 1).toSpliced(to, 0, line);
}

export const isSame = (one: SellingForm, other: SellingForm): boolean => JSON.stringify(one) === JSON.stringify(other);
