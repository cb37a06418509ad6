import type { Hold } from "@liveotter/contracts/public/sale";
import { expect, test } from "vitest";
import { carriedInto, carryAnswers, keepBuyer } from "./carry-over.ts";

type Asking = Pick<Hold, "asks" | "quote">;

/** A hold of so many tickets, whose promoter asks these questions; ids differ from event to event. */
function asking(event: string, quantities: readonly number[], choices: readonly string[] = ["Fish", "Kelp"]): Asking {
  const question = (name: string, of: "order" | "attendee", kind: "text" | "choice" | "tick") => ({
    ...{ id: `${event}-${name}`, label: name, of, kind, required: true },
    choices: kind === "choice" ? [...choices] : [],
  });
  return {
    asks: {
      attendeeNames: "required",
      paymentMethods: ["card"],
      tooLate: [],
      transferUntil: null,
      questions: [
        question("Phone", "order", "text"),
        question("House rules", "order", "tick"),
        question("Menu", "attendee", "choice"),
      ],
    },
    quote: {
      ...{ currency: "EUR", fees: 0, feePerOrder: 0, discount: 0, tax: null, total: 100 },
      lines: quantities.map((quantity, at) => ({
        ...{ ticketTypeId: `${event}-type-${at}`, name: "Seat", performanceId: null, quantity },
        ...{ unitPrice: 100, discount: 0, total: 100 },
      })),
    },
  };
}

const ONE = asking("one", [1, 1]);
const typed = new URLSearchParams({
  ...{ email: "ada@example.com", name: "Ada", method: "transfer", total: "100" },
  ...{ "answer-one-Phone": "+48 1", "answer-one-House rules": "yes" },
  ...{ "guest-one-type-0-pass-0-name": "Ada", "guest-one-type-0-pass-0-one-Menu": "Fish" },
  ...{ "guest-one-type-1-pass-0-name": "Mary", "guest-one-type-1-pass-0-one-Menu": "Kelp" },
});
const into = (cookie: string | null, hold: Asking, visited = false) => [
  ...carriedInto(cookie ?? undefined, hold, visited),
];

test("the next checkout is filled in with who buys, the same answers and the same people; a consent is not", () => {
  expect(into(carryAnswers(typed, ONE).value, asking("two", [3], ["Kelp"]))).toEqual([
    ["email", "ada@example.com"],
    ["name", "Ada"],
    ["method", "transfer"],
    ["answer-two-Phone", "+48 1"],
    ["guest-two-type-0-pass-0-name", "Ada"],
    ["guest-two-type-0-pass-1-name", "Mary"],
    // Fish is not on this menu.
    ["guest-two-type-0-pass-1-two-Menu", "Kelp"],
  ]);
});

test("a checkout that was open before keeps its own answers, and who buys is the same in all", () => {
  const { value } = carryAnswers(typed, ONE);
  const changed = keepBuyer(new URLSearchParams({ email: "b@example.com", name: "" }), value ?? undefined);
  expect(into(changed.value, asking("two", [1]), true)).toEqual([["email", "b@example.com"]]);
  expect(into(changed.value, asking("two", [1]))).toContainEqual(["answer-two-Phone", "+48 1"]);
});

test.each([undefined, "", "%", btoa("[1]"), btoa('[["total","1"]]'), btoa('[["guest:x","1"]]')])(
  "%s fills in nothing",
  (cookie) => {
    expect([...carriedInto(cookie, ONE, false)]).toEqual([]);
  },
);
