import type { OrderReply } from "@liveotter/contracts/public/orders";
import { expect, test } from "vitest";
import { ENGLISH } from "../../words/locale.ts";
import { orderStory, refundStories } from "./order-story.ts";
import { orderView } from "./order-view.ts";

const AT = "2026-11-21T12:00:00.000Z";
const order = (more: Partial<OrderReply>): OrderReply => ({
  ...{ id: "00000000-0000-7000-8000-000000000001", number: "EQK550XMF6", key: "k", state: "pending" },
  event: { id: "e", slug: "jazz-night", name: "Jazz Night", status: "published" },
  ...{
    email: "fan@example.com",
    name: null,
    locale: "en",
    placedAt: AT,
    expiresAt: "2026-11-21T12:15:00.000Z",
    now: AT,
  },
  quote: { currency: "EUR", lines: [], fees: 0, feePerOrder: 0, discount: 0, tax: null, total: 4600 },
  ...{ payments: [], refunds: [], payable: true, paymentMethods: ["card"], refundableUntil: null, tickets: [] },
  ...{ tooLate: [], missing: 4600 },
  ...more,
});
type Payment = OrderReply["payments"][number];
const paying = (state: Payment["state"], more: Partial<Payment> = {}) =>
  order({
    payable: state === "declined" || state === "cancelled" || state === "mismatched",
    payments: [
      {
        ...{
          id: "p",
          method: "card",
          state,
          amount: 4600,
          received: 0,
          actionUrl: null,
          instructions: null,
          failure: null,
          at: AT,
        },
        ...more,
      },
    ],
  });
const refund = (state: OrderReply["refunds"][number]["state"], reason: string) => ({
  id: "r",
  amount: 4600,
  state,
  reason,
  at: AT,
});
const ticket = {
  id: "t",
  ticketType: "Entry",
  performanceId: "p",
  state: "valid",
  holder: { name: null, email: null },
} as const;
const tell = (told: OrderReply) => {
  const { title, text, tone, moving } = orderStory(ENGLISH, told, "Europe/Warsaw");
  return { tone, moving, words: [title, ...text].join(" ") };
};

test("while nobody knows how a payment went, it is never called failed, and the page looks again", () => {
  const { words, moving, tone } = tell(paying("confirming"));
  expect([moving, tone]).toEqual([true, "wait"]);
  expect(words).toMatch(/confirming.*You can close this page.*do not order again/);
  expect(words).not.toMatch(/fail|declin|nothing was taken/i);
  expect(orderView(ENGLISH, { order: paying("confirming"), event: null, key: "k" })).toMatchObject({
    pay: null,
    cancellable: false,
  });
});

test("a declined card leaves another try, with the time that is left", () => {
  expect(tell(paying("declined")).words).toMatch(/Nothing was taken\. Your tickets are kept for you\. Try again/);
  const view = orderView(ENGLISH, { order: paying("declined"), event: null, key: "k" });
  expect(view.pay).toMatchObject({ again: true });
  expect(view.clock).toMatchObject({ seconds: 900, span: "15 minutes" });
});

test("a second step is offered where the provider says, and nowhere that runs here", () => {
  const step = (actionUrl: string) =>
    orderView(ENGLISH, { order: paying("needs-action", { actionUrl }), event: null, key: "k" });
  expect(step("https://bank.example/3ds").action).toBe("https://bank.example/3ds");
  expect(step("javascript:alert(1)").action).toBeNull();
});

test("a transfer says how much, until when, by which words, and to where", () => {
  const waiting = paying("awaiting-transfer", { method: "transfer", instructions: "IBAN PL61" });
  expect(tell(waiting).words).toMatch(/Transfer €46, to arrive by Sat, 21 Nov 2026, 13:15 CET\. Give EQK550XMF6/);
  expect(orderView(ENGLISH, { order: waiting, event: null, key: "k" }).instructions).toBe("IBAN PL61");
  expect(tell(paying("awaiting-transfer", { method: "door" })).words).toMatch(/at the door, and pay €46 there/);
});

test("part of a transfer is said with what is missing, and a card may be tried meanwhile", () => {
  const part = paying("awaiting-transfer", { method: "transfer", instructions: "IBAN PL61", received: 4000 });
  const waiting = { ...part, payable: true, missing: 600 };
  expect(tell(waiting).words).toMatch(/€6 is still missing We've received €40 of €46\. Transfer €6, to arrive by/);
  const view = orderView(ENGLISH, { order: waiting, event: null, key: "k" });
  expect(view).toMatchObject({ instructions: "IBAN PL61", clock: null, pay: { again: false } });
  expect(view.pay?.instead).toMatch(/full amount by card.*€40.*refunded/);
  // A card that failed takes nothing from what was said before.
  const declined = { ...waiting, payments: [...paying("declined").payments, ...part.payments] };
  expect(tell(declined).words).toMatch(/card wasn't charged.*Transfer €6/);
  expect(orderView(ENGLISH, { order: declined, event: null, key: "k" }).instructions).toBe("IBAN PL61");
});

test("what can no longer arrive in time is said", () => {
  const late = order({ tooLate: ["transfer"] });
  const { pay } = orderView(ENGLISH, { order: late, event: null, key: "k" });
  expect(pay?.tooLate).toEqual([expect.stringContaining("might not arrive in time")]);
});

test("an order that ended says nothing was taken only where nothing was", () => {
  for (const state of ["expired", "cancelled"] as const) {
    const ended = order({ state, expiresAt: null, payable: false });
    expect(tell(ended).words).toContain("Nothing was taken");
    const late = { ...ended, payments: paying("succeeded").payments, refunds: [refund("pending", "late")] };
    expect(tell(late).words).not.toContain("Nothing was taken");
    expect(tell(late).words).toMatch(/payment came when.*goes back/);
  }
  const due = order({ now: "2026-11-21T12:16:00.000Z", payable: false });
  expect(tell(due)).toMatchObject({ moving: true, tone: "stop" });
});

test("another amount than was asked for goes back, and the order may still be paid", () => {
  expect(tell(paying("mismatched")).words).toMatch(/another amount.*goes back.*Try again/);
});

test("paid is said with its tickets; postponed they stay, and cancelled the money goes back by itself", () => {
  const paid = order({
    state: "paid",
    expiresAt: null,
    payable: false,
    payments: paying("succeeded").payments,
    tickets: [ticket, ticket],
  });
  expect(tell(paid)).toMatchObject({ tone: "good", moving: false });
  expect(tell(paid).words).toContain("2 tickets are valid");
  const postponed = {
    ...paid,
    event: { ...paid.event, status: "postponed" as const },
    refundableUntil: "2026-12-05T12:00:00.000Z",
  };
  expect(tell(postponed).words).toContain("Your tickets stay valid");
  expect(orderView(ENGLISH, { order: postponed, event: null, key: "k" }).giveBack).toMatchObject({ amount: "€46" });
  const cancelled = { ...paid, event: { ...paid.event, status: "cancelled" as const } };
  expect(tell(cancelled).words).toMatch(/You need not do anything: what you paid goes back/);
  const free = { ...cancelled, payments: [] };
  expect(tell(free).words).toContain("Nothing was paid");
  expect(orderView(ENGLISH, { order: paid, event: null, key: "k" }).giveBack).toBeNull();
});

test("tickets that are void without a refund are never called yours, nor the money on its way", () => {
  const gone = order({
    ...{ state: "paid", expiresAt: null, payable: false, payments: paying("succeeded").payments },
    tickets: [{ ...ticket, state: "cancelled" }],
  });
  expect(tell(gone)).toMatchObject({ tone: "stop", moving: false });
  expect(tell(gone).words).toMatch(/no longer valid.*promoter voided them/);
  const cancelled = { ...gone, event: { ...gone.event, status: "cancelled" as const } };
  expect(tell(cancelled).words).not.toMatch(/goes back/);
});

test("a refund says where it is, and a failed one that a person looks after it", () => {
  const told = (state: "requested" | "pending" | "succeeded" | "failed") =>
    refundStories(ENGLISH, order({ refunds: [refund(state, "event-cancelled")] }))[0];
  expect(new Set([told("requested"), told("pending"), told("succeeded"), told("failed")]).size).toBe(4);
  expect(told("failed")).toMatch(/^€46 could not be sent back yet\. Somebody is looking after it/);
  expect(told("succeeded")).toContain("because the event is cancelled");
});

test("the page's version changes with whatever its fan would want to know", () => {
  const versions = [
    paying("confirming"),
    paying("declined"),
    paying("needs-action"),
    order({ state: "paid" }),
    order({}),
  ];
  expect(new Set(versions.map((each) => orderView(ENGLISH, { order: each, event: null, key: "k" }).version)).size).toBe(
    5,
  );
});
