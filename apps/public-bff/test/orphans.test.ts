import { asId, type PaymentId } from "@liveotter/core/ids";
import { asCurrency } from "@liveotter/core/money";
import { newId } from "@liveotter/database/new-id";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { sign } from "@liveotter/devstack/payments/webhooks";
import { Breaker } from "@liveotter/integrations/breaker";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner, variable } from "./catalogue.ts";
import { clientOf, fanOf, good, newKey, selling } from "./selling.ts";

const provider = paymentsBackDoor(variable("PAYMENTS_URL"));
const HERE = variable("ENVIRONMENT");

beforeEach(async () => {
  await faults.clear();
  await provider.set({ url: null, balance: null, clockOffsetMs: 0 });
});

const api = newIsolate();
const hear = async (body: string, secret = variable("PAYMENTS_WEBHOOK_SECRET")): Promise<number> => {
  const headers = { "Content-Type": "application/json", "Payment-Signature": sign(secret, body, Date.now()) };
  return (await api.call("/v1/webhooks/payments/test", { method: "POST", headers, body })).status;
};
/** A charge at the provider that no payment here is about; answers its webhooks. */
async function stray(
  environment = HERE,
  paymentId = newId<PaymentId>(),
): Promise<{ id: PaymentId; webhooks: string[] }> {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no currency");
  const { test: cards } = paymentProviders(
    ...([variable("PAYMENTS_URL"), variable("PAYMENTS_KEY"), new Breaker("stray"), undefined, environment] as const),
  );
  await cards.charge({ paymentId, amount: { minor: 500, currency }, token: "card_approve", returnUrl: null });
  return { id: paymentId, webhooks: (await provider.events(paymentId)).map(({ body }) => body) };
}
const orphans = (paymentId: string) =>
  owner().query<{ about: string; state: string; handling: string; amount: number | null; seen: number }>(
    sql`SELECT about, state, handling, amount_minor::int AS amount, seen FROM orphaned_payments
      WHERE payment_id = ${paymentId}::uuid ORDER BY about`,
  );

test("scenario 70: a charge of ours that no payment matches is written down once, and its money is to go back", async () => {
  const { id, webhooks } = await stray();
  const [body = ""] = webhooks;
  expect(await Promise.all([hear(body), hear(body), hear(body)])).toEqual([204, 204, 204]);
  expect(await orphans(id)).toEqual([
    { about: "charge", state: "succeeded", handling: "returning", amount: 500, seen: 3 },
  ]);
  // Only what the provider says of the money: nothing of a card, a person or a secret.
  const [row] = await owner().query<{ row: object }>(
    sql`SELECT to_jsonb(o) AS row FROM orphaned_payments o WHERE payment_id = ${id}::uuid`,
  );
  expect(JSON.stringify(row)).not.toContain("card_approve");
});

test("what another application or environment charged is left alone, even under an id that is known here", async () => {
  const { id, webhooks } = await stray("another-copy");
  for (const body of webhooks) expect(await hear(body)).toBe(204);
  const foreign = JSON.stringify({ ...JSON.parse(webhooks[0] ?? ""), id: "evt_x" });
  for (const change of [{ application: "else" }, { environment: "production" }]) {
    const told = JSON.parse(foreign);
    told.data.metadata = { ...told.data.metadata, environment: HERE, ...change };
    expect(await hear(JSON.stringify(told))).toBe(204);
  }
  const bare = JSON.parse(foreign);
  bare.data.metadata = null;
  expect(await hear(JSON.stringify(bare))).toBe(204);
  expect(await orphans(id)).toEqual([]);

  const event = await selling();
  const client = clientOf(newIsolate());
  const fan = fanOf(client);
  const order = await fan.ordered(await fan.held(event, 1));
  const paying = good(
    await client.payOrder(
      order.id,
      { method: "card", token: "card_second_step" },
      { key: newKey(), bearer: order.key },
    ),
  );
  const told = JSON.parse((await provider.events(paying.id)).at(-1)?.body ?? "");
  Object.assign(told.data, {
    status: "succeeded",
    amount_taken: order.quote.total,
    currency_taken: "EUR",
    action: null,
  });
  const elsewhere = {
    ...told,
    data: { ...told.data, metadata: { ...told.data.metadata, environment: "another-copy" } },
  };
  expect(told.data.metadata).toEqual({ application: "liveotter", environment: HERE, payment: paying.id });
  expect(await hear(JSON.stringify(elsewhere))).toBe(204);
  const read = async () => good(await client.readOrder(order.id, { bearer: order.key })).state;
  expect(await read()).toBe("pending");
  expect(await hear(JSON.stringify(told))).toBe(204);
  expect(await read()).toBe("paid");
});

test("a refund or dispute of ours that nothing here matches waits for a person; one of another copy does not", async () => {
  const { id } = await stray();
  await provider.dispute(id, "open");
  const told = (await provider.events(id)).map(({ body }) => body).filter((body) => body.includes("dispute.updated"));
  for (const body of told) expect(await hear(body)).toBe(204);
  expect(await orphans(id)).toMatchObject([{ about: "dispute", state: "open", handling: "parked" }]);
  const refund = {
    ...{ object: "refund", id: `re_${id}`, charge: "ch", reference: crypto.randomUUID(), amount: 500, currency: "EUR" },
    ...{ status: "succeeded", failure_code: null, created: 1 },
  };
  const body = (environment: string) => {
    const metadata = { application: "liveotter", environment, payment: id };
    return JSON.stringify({ id: "evt", type: "refund.updated", created: 1, data: { ...refund, metadata } });
  };
  expect(await hear(body("another-copy"))).toBe(204);
  expect(await orphans(id)).toHaveLength(1);
  expect([await hear(body(HERE)), await hear(body(HERE))]).toEqual([204, 204]);
  expect(await orphans(id)).toMatchObject([{ about: "dispute" }, { about: "refund", handling: "parked", seen: 2 }]);
});

test("a webhook that the provider did not sign is refused and leaves no trace", async () => {
  const { id, webhooks } = await stray();
  expect(await hear(webhooks[0] ?? "", "another secret, as long as it takes")).toBe(400);
  expect(await orphans(asId<PaymentId>(id) ?? id)).toEqual([]);
});

test("while Postgres is away an orphan is asked for again", async () => {
  const { id, webhooks } = await stray();
  await faults.put("postgres", { mode: "refuse" });
  expect(await hear(webhooks[0] ?? "")).toBe(503);
  await faults.clear();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await hear(webhooks[0] ?? "")).toBe(204);
  expect(await orphans(id)).toHaveLength(1);
});
