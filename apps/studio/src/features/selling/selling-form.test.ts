import { type Selling, SellingInput } from "@liveotter/contracts/promoter/selling";
import { expect, test } from "vitest";
import { isSame, movedBy, newQuestion, sellingFormOf, sellingInputOf } from "./selling-form.ts";

const selling: Selling = {
  ...{ eventId: "e", version: 3, stopped: false, maxPerFan: null, orderMinutes: 15, card: true, payAtDoor: false },
  transfer: { instructions: "IBAN …", days: 5, hoursBefore: 48 },
  ...{ needsPass: false, ticketCodes: "static", attendeeNames: "optional", refundWindowDays: 30 },
  refundableUntil: null,
  questions: [
    {
      id: "0198c0de-0000-7000-8000-000000000001",
      ...{ label: "Which meal?", kind: "choice", of: "attendee", required: true, choices: ["Soup", "Stew"] },
    },
  ],
};

test("what was not touched is sent as it was read", () => {
  const { eventId: _e, version: _v, stopped: _s, refundableUntil: _r, ...own } = selling;
  expect(SellingInput.parse(sellingInputOf(sellingFormOf(selling)))).toEqual(own);
  expect(isSame(sellingFormOf(selling), sellingFormOf(selling))).toBe(true);
});

test("what is typed wrong is refused at its field", () => {
  const faults = (change: object) =>
    SellingInput.safeParse(sellingInputOf({ ...sellingFormOf(selling), ...change })).error?.issues.map(({ path }) =>
      path.join("/"),
    );
  expect(faults({ orderMinutes: "soon" })).toEqual(["orderMinutes"]);
  expect(faults({ maxPerFan: "0" })).toEqual(["maxPerFan"]);
  expect(faults({ instructions: "" })).toEqual(["transfer/instructions"]);
  expect(faults({ transfer: false, instructions: "" })).toBeUndefined();
  expect(faults({ questions: [{ ...newQuestion(), label: "?", kind: "choice", choices: "one\n\n" }] })).toEqual([
    "questions/0/choices",
  ]);
});

test("a question moves among its neighbours, and not past the edge", () => {
  expect(movedBy(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(movedBy(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(movedBy(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(movedBy(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
