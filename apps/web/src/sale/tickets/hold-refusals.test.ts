import type { Problem, ProblemCode } from "@liveotter/contracts/problem";
import type { Availability, OfferedTicketType } from "@liveotter/contracts/public/sale";
import { SALE_STATES } from "@liveotter/core/sale/sale-state";
import { expect, test } from "vitest";
import { ENGLISH, localeOf } from "../../words/locale.ts";
import type { Failed } from "../hurdle.ts";
import { countedAt } from "./counted-at.ts";
import { refusals } from "./hold-refusals.ts";
import { linesOf, readChoice } from "./read-choice.ts";
import { saleWords } from "./sale-words.ts";

const A = "00000000-0000-7000-8000-00000000000a";
const B = "00000000-0000-7000-8000-00000000000b";
const P = "00000000-0000-7000-8000-0000000000ff";
const offered = (id: string, name: string): OfferedTicketType => ({
  ...{ id, name, description: "", price: 2300, priceBefore: null, fees: 0, tax: 0, phase: null },
  ...{ minPerOrder: 1, maxPerOrder: 8, pass: null, left: null, state: "on-sale" },
});
const availability: Availability = {
  ...{ asOf: "2026-11-21T12:00:00Z", degraded: false, eventId: A, eventSlug: "x", performanceId: P, currency: "EUR" },
  ...{
    state: "on-sale",
    takesCode: false,
    opensAt: "2026-11-28T09:00:00Z",
    presaleAt: null,
    closesAt: "2026-12-24T19:00:00Z",
  },
  ...{ maxPerOrder: 8, feePerOrder: 0, tax: null, rounding: "per-line" as const, needsPass: false },
  ticketTypes: [offered(A, "Entry"), offered(B, "Balcony")],
};
const problem = (code: ProblemCode, more: Partial<Problem> = {}): Failed => ({
  ok: false,
  problem: { type: "t", title: "Title", status: 409, code, requestId: "r", ...more },
  headers: new Headers(),
});

test("a form's quantities become lines in the order of their fields; none of nothing, and passes for no one date", () => {
  const form = new URLSearchParams({
    [`ticket-${A}`]: "2",
    [`pass-${B}`]: " 1 ",
    [`ticket-${P}`]: "0",
    "ticket-x": "3",
  });
  const { lines, fields, hurdles } = linesOf(ENGLISH, readChoice(form), P);
  expect(lines).toEqual([
    { ticketTypeId: A, performanceId: P, quantity: 2 },
    { ticketTypeId: B, performanceId: null, quantity: 1 },
  ]);
  expect([fields, hurdles]).toEqual([[`ticket-${A}`, `pass-${B}`], []]);
});

test.each(["-1", "1.5", "two", "1e2", "99999999999", "1001"])(
  "%s is no number of tickets, and said at its field",
  (typed) => {
    const { lines, hurdles } = linesOf(ENGLISH, readChoice(new URLSearchParams({ [`ticket-${A}`]: typed })), P);
    expect([lines, hurdles.map(({ field }) => field)]).toEqual([[], [`ticket-${A}`]]);
  },
);

test("what is refused is said at the field of its line, with what is left", () => {
  const fields = [`ticket-${A}`, `ticket-${B}`];
  const refused = [
    { line: 0, left: 2 },
    { line: 1, left: 0 },
  ];
  expect(refusals(ENGLISH, problem("sold-out", { refused }), fields, availability)).toEqual([
    { field: fields[0], text: "Only 2 of “Entry” are left: ask for fewer." },
    { field: fields[1], text: "None of “Balcony” are left." },
  ]);
  const over = problem("over-limit", { limit: 4, limitOf: "most-of-type", ticketTypeId: B });
  expect(refusals(ENGLISH, over, fields, availability)).toEqual([
    { field: fields[1], text: "At most 4 of “Balcony” in one order." },
  ]);
  const whole = problem("over-limit", { limit: 6, limitOf: "most-per-order" });
  expect(refusals(ENGLISH, whole, fields, availability)[0]?.text).toBe("At most 6 tickets in one order.");
  const errors = [{ pointer: "/lines/1/ticketTypeId", detail: "is no ticket type of this event" }];
  expect(refusals(ENGLISH, problem("invalid-request", { status: 400, errors }), fields, availability)[0]?.field).toBe(
    fields[1],
  );
});

test("sold out, withdrawn, changed, a new price and a sale that is paused or over are different things, in both languages", () => {
  const fields = [`ticket-${A}`, `ticket-${B}`];
  const problems = [
    problem("sold-out", { refused: [{ line: 1, left: 0 }] }),
    problem("withdrawn", { withdrawnLines: [1] }),
    problem("changed"),
    problem("lapsed"),
    ...(["stopped", "ended", "upcoming", "cancelled", "postponed"] as const).map((state) =>
      problem("not-on-sale", { state }),
    ),
  ];
  for (const locale of [ENGLISH, localeOf("/de", false).locale]) {
    const said = problems.map((failed) => refusals(locale, failed, fields, availability));
    expect(said.every((hurdles) => hurdles.length === 1 && hurdles[0]?.text !== "")).toBe(true);
    expect(new Set(said.map(([hurdle]) => hurdle?.text)).size).toBe(problems.length);
    expect(said[1]?.[0]?.field).toBe(fields[1]);
  }
});

test("a code with too few uses says how many are left", () => {
  const short = problem("code-refused", { reason: "too-few-uses", usesLeft: 2 });
  expect(refusals(ENGLISH, short, [], availability)).toEqual([
    { field: "code", text: "This code has 2 uses left. Choose fewer tickets, or leave the code out." },
  ]);
});

test("numbers that are not current say when they were counted, and old ones that they may have changed", () => {
  const { asOf } = availability;
  const at = (seconds: number, degraded = false) =>
    countedAt(ENGLISH, { asOf, degraded }, "Europe/Warsaw", Date.parse(asOf) + seconds * 1000);
  expect([at(0), at(2.9)]).toEqual([null, null]);
  expect(at(7)).toEqual({ text: "Availability as of 13:00:00 CET.", old: false });
  expect(at(13)).toEqual({ text: "What is left may have changed since 13:00:00 CET.", old: true });
  expect(at(1, true)?.old).toBe(true);
});

test("a used, an expired and an unknown code are three different things", () => {
  const reasons = ["used", "expired", "unknown", "not-yet", "wrong-type"] as const;
  const said = reasons.map((reason) => refusals(ENGLISH, problem("code-refused", { reason }), [], availability));
  expect(new Set(said.map(([hurdle]) => hurdle?.text)).size).toBe(5);
  expect(said.every(([hurdle]) => hurdle?.field === "code")).toBe(true);
});

test("what nobody knows is never called failed", () => {
  const unknown: Failed[] = [
    { ok: false, problem: null, unreachable: new Error("gone") },
    problem("confirming", { status: 503 }),
    problem("internal", { status: 500 }),
  ];
  for (const failed of unknown) {
    const [hurdle] = refusals(ENGLISH, failed, [], availability);
    expect(hurdle?.text).toMatch(/could not find out.*nothing is held or paid for twice/);
    expect(hurdle?.text).not.toMatch(/fail/i);
  }
});

test("each state of a sale has words of its own, with its times by the venue's clocks", () => {
  const states = SALE_STATES.filter((state) => state !== "on-sale");
  const leads = states.map((state) => saleWords(ENGLISH, { ...availability, state }, "Europe/Warsaw")?.lead);
  expect(new Set(leads).size).toBe(states.length);
  expect(leads[states.indexOf("upcoming")]).toBe("On sale from Sat, 28 Nov 2026, 10:00 CET.");
  expect(saleWords(ENGLISH, availability, "Europe/Warsaw")).toBeNull();
  expect(saleWords(ENGLISH, null, "Europe/Warsaw")?.lead).toMatch(/can’t tell/);
});
