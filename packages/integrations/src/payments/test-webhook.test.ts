import { instant } from "@liveotter/core/instant";
import { sign } from "@liveotter/devstack/payments/webhooks";
import { expect, test } from "vitest";
import { readTestWebhook } from "./test-webhook.ts";

const [secret, at] = ["a secret", Date.UTC(2026, 10, 21)];
const reference = "0190a000-0000-7000-8000-000000000000";
const charge = {
  ...{ object: "charge", id: "ch_1", reference, amount: 5, currency: "EUR", status: "succeeded", amount_taken: 5 },
  ...{ currency_taken: "EUR", decline_code: null, created: 1, action: null },
};
const bodyOf = (type: string, data: unknown) => JSON.stringify({ id: "evt_1", type, created: 1, data });
const read = (body: string, signature: string, now = at) =>
  readTestWebhook(secret, new TextEncoder().encode(body), signature, instant(now));

test("a webhook that the provider signed is what it says", async () => {
  const body = bodyOf("charge.updated", charge);
  expect(await read(body, sign(secret, body, at))).toEqual({
    about: "charge",
    origin: null,
    report: {
      ...{ paymentId: reference, state: "succeeded", ref: "ch_1", taken: { minor: 5, currency: "EUR" } },
      ...{ actionUrl: null, failure: null },
    },
  });
  const refund = {
    object: "refund",
    id: "re_1",
    charge: "ch_1",
    reference,
    status: "failed",
    failure_code: "closed",
    metadata: { application: "liveotter", environment: "test", payment: "x" },
  };
  const told = bodyOf("refund.updated", refund);
  expect(await read(told, sign(secret, told, at))).toEqual({
    about: "refund",
    origin: { application: "liveotter", environment: "test", paymentId: null },
    report: { refundId: reference, state: "failed", ref: "re_1", failure: "closed" },
  });
});

test("a webhook about a dispute says how it stands", async () => {
  const dispute = {
    object: "dispute",
    id: "dp_1",
    charge: "ch_1",
    reference,
    amount: 5,
    currency: "EUR",
    metadata: { application: "liveotter", environment: "test", payment: reference },
  };
  const told = bodyOf("dispute.updated", { ...dispute, status: "lost" });
  expect(await read(told, sign(secret, told, at))).toEqual({
    about: "dispute",
    origin: { application: "liveotter", environment: "test", paymentId: reference },
    report: { paymentId: reference, ref: "dp_1", state: "lost", amount: { minor: 5, currency: "EUR" } },
  });
  const odd = bodyOf("dispute.updated", { ...dispute, status: "pondered" });
  expect(await read(odd, sign(secret, odd, at))).toEqual({ about: "other" });
});

test("one that was altered, signed by another, or is too old or from the future, is nobody's", async () => {
  const body = bodyOf("charge.updated", charge);
  const signature = sign(secret, body, at);
  expect(await read(body.replace('"amount_taken":5', '"amount_taken":6'), signature)).toBeNull();
  expect(await read(body, sign("another", body, at))).toBeNull();
  expect(
    await read(
      body,
      signature.replace(/t=(\d+)/, (_, t) => `t=${Number(t) + 1}`),
    ),
  ).toBeNull();
  expect(await read(body, signature, at + 299_000)).not.toBeNull();
  expect(await read(body, signature, at + 301_000)).toBeNull();
  expect(await read(body, signature, at - 301_000)).toBeNull();
  for (const junk of ["", "t=1", signature.slice(0, -1), `${signature},v1=0`])
    expect(await read(body, junk)).toBeNull();
});

test.each([
  ["nonsense"],
  ["{}"],
  [bodyOf("charge.updated", null)],
  [bodyOf("charge.updated", { ...charge, reference: "somebody else's" })],
  [bodyOf("charge.updated", { ...charge, amount_taken: null })],
  [
    bodyOf("charge.updated", {
      ...charge,
      status: "requires_action",
      amount_taken: null,
      action: { url: "javascript:" },
    }),
  ],
  [bodyOf("customer.updated", charge)],
])("what is genuine and means nothing to us is neither believed nor refused: %s", async (body) => {
  expect(await read(body, sign(secret, body, at))).toEqual({ about: "other" });
});
