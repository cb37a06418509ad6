import type { Hold } from "@liveotter/contracts/public/sale";
import { expect, test } from "vitest";
import { ENGLISH } from "../../words/locale.ts";
import { FIELDS, readOrderForm, wrongFields } from "./read-order-form.ts";

const question = (id: string, of: "order" | "attendee", kind: "text" | "choice" | "tick", required: boolean) => ({
  ...{ id, label: `Label ${id}`, kind, of, required },
  choices: kind === "choice" ? ["a", "b"] : [],
});
const line = (name: string, quantity: number): Hold["quote"]["lines"][number] => ({
  ...{
    ticketTypeId: `type-${name}`,
    name,
    performanceId: "p",
    quantity,
    unitPrice: 100,
    discount: 0,
    total: 100 * quantity,
  },
});
const [ENTRY, CHILD] = [line("Entry", 2), line("Child", 1)];
const hold = (asks: Partial<Hold["asks"]>): Pick<Hold, "asks" | "quote"> => ({
  asks: { attendeeNames: "none", questions: [], paymentMethods: ["card"], tooLate: [], transferUntil: null, ...asks },
  quote: {
    ...{ currency: "EUR", fees: 0, feePerOrder: 0, discount: 0, tax: null, total: 300 },
    lines: [ENTRY, CHILD],
  },
});
const ASKS = {
  attendeeNames: "required",
  questions: [
    question("q1", "order", "text", true),
    question("q2", "attendee", "choice", true),
    question("q3", "order", "tick", true),
    question("q4", "attendee", "text", false),
  ],
} as const;
const asking = hold({ ...ASKS, questions: [...ASKS.questions] });

test("only what is asked for is read", () => {
  const form = new URLSearchParams({ email: " a@b.example ", name: "", [FIELDS.attendee(ENTRY, 0)]: "Nobody asked" });
  const { email, name, answers, attendees, hurdles } = readOrderForm(ENGLISH, form, hold({}));
  expect({ email, name, answers, attendees, hurdles }).toEqual({
    ...{ email: "a@b.example", name: null, answers: [], attendees: [], hurdles: [] },
  });
});

test("whatever is missing is said at once, each at its own field", () => {
  const { hurdles } = readOrderForm(ENGLISH, new URLSearchParams({ email: "not an address" }), asking);
  const each = [0, 1].map((at) => [FIELDS.attendee(ENTRY, at), FIELDS.attendeeQuestion(ENTRY, at, "q2")]);
  const child = [FIELDS.attendee(CHILD, 0), FIELDS.attendeeQuestion(CHILD, 0, "q2")];
  expect(hurdles.map(({ field }) => field)).toEqual(["email", "answer-q1", "answer-q3", ...each.flat(), ...child]);
});

test("the same question is said of each guest in words of their own", () => {
  const { hurdles } = readOrderForm(ENGLISH, new URLSearchParams({ email: "a@b.example" }), asking);
  expect(new Set(hurdles.map(({ text }) => text)).size).toBe(hurdles.length);
});

test("what the BFF finds wrong leads back to the field that it came from", () => {
  const form = new URLSearchParams({ email: "a@b.example", "answer-q3": "yes", "answer-q1": "x" });
  // The first guest is left out, so that places in what is sent are not places on the page.
  form.set(FIELDS.attendee(ENTRY, 1), "Ada");
  form.set(FIELDS.attendeeQuestion(ENTRY, 1, "q4"), "late");
  form.set(FIELDS.attendee(CHILD, 0), "Mary");
  const read = readOrderForm(ENGLISH, form, asking);
  expect(read.attendees.map(({ line, at, name }) => [line, at, name])).toEqual([
    [0, 1, "Ada"],
    [1, 0, "Mary"],
  ]);
  const fields = [
    "/email",
    "/answers/1",
    "/attendees/1/name",
    "/attendees/0/answers/0",
    "/attendees",
    "/total",
    "/answers",
  ];
  expect(fields.map(read.fieldAt)).toEqual([
    ...["email", "answer-q3", FIELDS.attendee(CHILD, 0), FIELDS.attendeeQuestion(ENTRY, 1, "q4"), null, null, null],
  ]);
  const errors = [{ pointer: "/attendees/1", detail: "is for no ticket of the hold" }];
  const problem = { type: "t", title: "t", status: 400, code: "invalid-request", requestId: "r", errors } as const;
  expect(wrongFields(ENGLISH, { ...problem, errors: [...errors] }, read.fieldAt)[0]?.field).toBe(
    FIELDS.attendee(CHILD, 0),
  );
});

test("what was typed of a guest stays theirs when lines before theirs are given up", () => {
  const form = new URLSearchParams({ email: "a@b.example", [FIELDS.attendee(CHILD, 0)]: "Mary" });
  const { quote, asks } = hold({ attendeeNames: "optional" });
  const names = (lines: typeof quote.lines) =>
    readOrderForm(ENGLISH, form, { asks, quote: { ...quote, lines } }).attendees.map(({ line, name }) => [line, name]);
  expect(names([ENTRY, CHILD])).toEqual([[1, "Mary"]]);
  expect(names([CHILD])).toEqual([[0, "Mary"]]);
});
