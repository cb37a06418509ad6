import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import type { OrderInput } from "@liveotter/contracts/public/orders";
import type { Question } from "@liveotter/core/sale/sale";
import type { HoldDoc } from "./hold-doc.ts";

type Answers = OrderInput["answers"];
export interface Wrong {
  readonly pointer: string;
  readonly detail: string;
}

/** Who comes with one ticket, at its line and its place in that. */
interface KnownAttendee {
  readonly line: number;
  readonly at: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly answers: Answers;
}

export interface People {
  readonly answers: Answers;
  readonly attendees: readonly KnownAttendee[];
}

/** What a tick is answered with; anything but this is none. */
const TICKED = "yes";

/** What the fan said of those who come, as far as the event asks. @throws ProblemError that points at what is missing or wrong */
export function checkPeople({ lines, asks }: Pick<HoldDoc, "lines" | "asks">, input: OrderInput): People {
  const wrong: Wrong[] = [];
  const ofOrder = asks.questions.filter((question) => question.of === "order");
  const ofAttendee = asks.questions.filter((question) => question.of === "attendee");
  const answers = checkAnswers(ofOrder, input.answers, "/answers", wrong);

  const attendees = new Map<string, KnownAttendee>();
  for (const [index, given] of input.attendees.entries()) {
    const pointer = `/attendees/${index}`;
    const place = `${given.line} ${given.at}`;
    if (given.at >= (lines[given.line]?.quantity ?? 0)) wrong.push({ pointer, detail: "is for no ticket of the hold" });
    else if (attendees.has(place)) wrong.push({ pointer, detail: "is for the same ticket as another" });
    attendees.set(place, {
      line: given.line,
      at: given.at,
      // What nobody asked for is not kept.
      name: asks.attendeeNames === "none" ? null : (given.name ?? null),
      email: asks.attendeeNames === "none" ? null : (given.email ?? null),
      answers: checkAnswers(ofAttendee, given.answers ?? [], `${pointer}/answers`, wrong),
    });
  }
  const needed = asks.attendeeNames === "required" || ofAttendee.some(({ required }) => required);
  for (const [line, { quantity, name }] of lines.entries()) {
    for (let at = 0; needed && at < quantity; at++) {
      const attendee = attendees.get(`${line} ${at}`);
      const unnamed = asks.attendeeNames === "required" && attendee?.name == null;
      if (attendee !== undefined && !unnamed) continue;
      wrong.push({ pointer: "/attendees", detail: `needs who comes with ticket ${at + 1} of ${name}` });
    }
  }
  // The first few say enough: an order may have a thousand tickets.
  if (wrong.length > 0) throw new ProblemError("invalid-request", { errors: wrong.slice(0, 50) });
  return { answers, attendees: [...attendees.values()] };
}

/** The answers that are kept: of known questions, each once. What is wrong with the others is added to `wrong`. */
export function checkAnswers(questions: readonly Question[], given: Answers, pointer: string, wrong: Wrong[]): Answers {
  const known = new Map(questions.map((question) => [question.id, question]));
  const answered = new Set<string>();
  const kept: Answers = [];
  for (const [index, { questionId, answer }] of given.entries()) {
    const question = known.get(questionId);
    const refusal = question === undefined ? "is no question here" : refusalOf(question, answer);
    if (refusal !== null) wrong.push({ pointer: `${pointer}/${index}`, detail: refusal });
    else if (answered.has(questionId)) wrong.push({ pointer: `${pointer}/${index}`, detail: "is answered twice" });
    else if (answer !== "") {
      answered.add(questionId);
      kept.push({ questionId, answer });
    }
  }
  for (const { id, label, required } of questions) {
    if (required && !answered.has(id)) wrong.push({ pointer, detail: `needs an answer to “${label}”` });
  }
  return kept;
}

function refusalOf({ kind, choices }: Question, answer: string): string | null {
  if (answer === "" || kind === "text") return null;
  if (kind === "tick") return answer === TICKED ? null : `is not “${TICKED}”`;
  return choices.includes(answer) ? null : "is none of the choices";
}
