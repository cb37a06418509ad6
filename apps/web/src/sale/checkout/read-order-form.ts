import type { Problem } from "@liveotter/contracts/problem";
import type { OrderInput } from "@liveotter/contracts/public/orders";
import type { Hold } from "@liveotter/contracts/public/sale";
import type { Hurdle } from "../hurdle.ts";

type Question = Hold["asks"]["questions"][number];
type Answer = OrderInput["answers"][number];
type AttendeeInput = NonNullable<OrderInput["attendees"]>[number];

/** The fields of a checkout: their names are their elements' ids. */
export const FIELDS = {
  email: "email",
  name: "name",
  question: (id: string) => `answer-${id}`,
  attendee: (line: number, at: number) => `guest-${line}-${at}-name`,
  attendeeQuestion: (line: number, at: number, id: string) => `guest-${line}-${at}-${id}`,
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
export function readOrderForm(form: URLSearchParams, { asks, quote }: Pick<Hold, "asks" | "quote">): OrderForm {
  const hurdles: Hurdle[] = [];
  const text = (field: string) => (form.get(field) ?? "").trim().slice(0, 1000);
  const email = text(FIELDS.email);
  if (email === "") hurdles.push({ field: FIELDS.email, text: "Give the e-mail address for your tickets." });
  else if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    hurdles.push({ field: FIELDS.email, text: "This is no e-mail address: it is like name@example.com." });
  }
  const name = text(FIELDS.name).slice(0, 200);

  const answered = (questions: readonly Question[], fieldOf: (id: string) => string) => {
    const answers: Answer[] = [];
    const fields: string[] = [];
    for (const { id, label, required, kind } of questions) {
      const field = fieldOf(id);
      const answer = text(field);
      if (answer !== "") {
        answers.push({ questionId: id, answer });
        fields.push(field);
      } else if (required) hurdles.push({ field, text: missing(kind, label) });
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
  for (const [line, { name: ticket, quantity }] of quote.lines.entries()) {
    for (let at = 0; at < quantity; at++) {
      const field = FIELDS.attendee(line, at);
      const guest = asks.attendeeNames === "none" ? "" : text(field).slice(0, 200);
      if (asks.attendeeNames === "required" && guest === "") {
        hurdles.push({ field, text: `Say who comes with ticket ${at + 1} of “${ticket}”.` });
      }
      const { answers, fields } = answered(ofAttendee, (id) => FIELDS.attendeeQuestion(line, at, id));
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

const missing = (kind: Question["kind"], label: string): string =>
  kind === "tick"
    ? `Tick “${label}” to go on.`
    : kind === "choice"
      ? `Choose an answer to “${label}”.`
      : `Answer “${label}”.`;

/** What the BFF found wrong with an order, by the fields that it came from. */
export const wrongFields = (problem: Problem, fieldAt: OrderForm["fieldAt"]): Hurdle[] =>
  (problem.errors ?? []).map(({ pointer, detail }) => {
    const field = fieldAt(pointer);
    if (field === FIELDS.email) return { field, text: "This is no e-mail address that tickets can be sent to." };
    return { field, text: field === null ? `The order ${detail}.` : `What you gave ${detail}.` };
  });
