import type { Problem } from "@liveotter/contracts/problem";
import type { OrderInput } from "@liveotter/contracts/public/orders";
import type { Hold } from "@liveotter/contracts/public/sale";
import type { Locale } from "../../words/locale.ts";
import { emailIn } from "../email-in.ts";
import type { Hurdle } from "../hurdle.ts";
import { amongAlike } from "./held-tickets.ts";

type Question = Hold["asks"]["questions"][number];
type Answer = OrderInput["answers"][number];
type AttendeeInput = NonNullable<OrderInput["attendees"]>[number];

/** Which tickets a line is of: its place in the order may change, and what was typed about them stays theirs. */
type Line = Pick<Hold["quote"]["lines"][number], "ticketTypeId" | "performanceId">;
export const ofTickets = ({ ticketTypeId, performanceId }: Line): string =>
  `${ticketTypeId.slice(-12)}-${performanceId?.slice(-12) ?? "pass"}`;
const guest = (line: Line, at: number) => `guest-${ofTickets(line)}-${at}`;

/** The fields of a checkout: their names are their elements' ids. */
export const FIELDS = {
  email: "email",
  name: "name",
  question: (id: string) => `answer-${id}`,
  attendee: (line: Line, at: number) => `${guest(line, at)}-name`,
  attendeeQuestion: (line: Line, at: number, id: string) => `${guest(line, at)}-${id}`,
} as const;

export interface OrderForm {
  readonly email: string;
  readonly name: string | null;
  readonly answers: readonly Answer[];
  readonly attendees: readonly AttendeeInput[];
  readonly hurdles: readonly Hurdle[];
  /** The fields by what a problem's pointer would name. */
  readonly fieldAt: (pointer: string) => string | null;
}

/** What a fan said of themselves and of those who come, as far as the hold asks. */
export function readOrderForm(
  { words: { checkout } }: Locale,
  form: URLSearchParams,
  { asks, quote }: Pick<Hold, "asks" | "quote">,
): OrderForm {
  const hurdles: Hurdle[] = [];
  const text = (field: string) => (form.get(field) ?? "").trim().slice(0, 1000);
  const { email, wrong } = emailIn(form);
  if (wrong !== null) {
    hurdles.push({ field: FIELDS.email, text: wrong === "missing" ? checkout.noEmail : checkout.wrongEmail });
  }
  const name = text(FIELDS.name).slice(0, 200);

  const answered = (questions: readonly Question[], fieldOf: (id: string) => string, of = "") => {
    const answers: Answer[] = [];
    const fields: string[] = [];
    for (const { id, label, required, kind } of questions) {
      const field = fieldOf(id);
      const answer = text(field);
      if (answer !== "") {
        answers.push({ questionId: id, answer });
        fields.push(field);
      } else if (required) hurdles.push({ field, text: missing(checkout, kind, label + of) });
    }
    return { answers, fields };
  };

  const ofOrder = answered(
    asks.questions.filter((question) => question.of === "order"),
    FIELDS.question,
  );
  const ofAttendee = asks.questions.filter((question) => question.of === "attendee");
  const attendees: AttendeeInput[] = [];
  const attendeeFields: { name: string; answers: readonly string[] }[] = [];
  for (const [line, ofLine] of quote.lines.entries()) {
    const { before, all } = amongAlike(quote.lines, line);
    for (let at = 0; at < ofLine.quantity; at++) {
      // Fields are numbered over all lines of the same tickets: which line has which may change with a price.
      const place = before + at;
      const field = FIELDS.attendee(ofLine, place);
      const guest = asks.attendeeNames === "none" ? "" : text(field).slice(0, 200);
      if (asks.attendeeNames === "required" && guest === "") {
        hurdles.push({ field, text: checkout.guestMissing(place + 1, ofLine.name) });
      }
      const which = `, ${checkout.guestOf(ofLine.name, place + 1, all)}`;
      const { answers, fields } = answered(ofAttendee, (id) => FIELDS.attendeeQuestion(ofLine, place, id), which);
      if (guest === "" && answers.length === 0) continue;
      attendees.push({ line, at, name: guest === "" ? null : guest, answers });
      attendeeFields.push({ name: field, answers: fields });
    }
  }

  return {
    ...{ email, name: name === "" ? null : name, answers: ofOrder.answers, attendees, hurdles },
    fieldAt(pointer) {
      const [, part = "", index = "", inner = "", place = ""] = pointer.split("/");
      if (part === "email" || part === "name") return FIELDS[part];
      // Of the list as a whole, for one.
      if (index === "") return null;
      if (part === "answers") return ofOrder.fields[Number(index)] ?? null;
      const attendee = part === "attendees" ? attendeeFields[Number(index)] : undefined;
      if (attendee === undefined) return null;
      return inner === "answers" && place !== "" ? (attendee.answers[Number(place)] ?? null) : attendee.name;
    },
  };
}

const missing = (words: Locale["words"]["checkout"], kind: Question["kind"], label: string): string =>
  kind === "tick" ? words.tick(label) : kind === "choice" ? words.chooseAnswer(label) : words.answer(label);

/** What the BFF found wrong with an order, by the fields that it came from. */
export const wrongFields = (
  { words: { checkout, sale } }: Locale,
  problem: Problem,
  fieldAt: OrderForm["fieldAt"],
): Hurdle[] =>
  (problem.errors ?? []).map(({ pointer }) => {
    const field = fieldAt(pointer);
    if (field === FIELDS.email) return { field, text: checkout.refusedEmail };
    return { field, text: field === null ? sale.notTaken : checkout.wrongField };
  });
