import type { OrderReply } from "@liveotter/contracts/public/orders";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { clientOf, emailChangeTokenOf, fanOf, good, newKey, refused, selling } from "./selling.ts";

const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);
afterEach(() => faults.clear());

/** A paid order of two free tickets. */
async function bought(): Promise<OrderReply> {
  return fan.ordered(await fan.held(await selling({ ticketTypes: [{ price: 0 }] }), 2));
}
/** One that waits for its payment. */
const pending = async (): Promise<OrderReply> => fan.ordered(await fan.held(await selling(), 1));

interface Mailed {
  readonly topic: string;
  readonly payload: { readonly to?: string; readonly params?: { readonly link?: string } };
}
const mailsOf = ({ id }: OrderReply) =>
  owner().query<Mailed>(
    sql`SELECT topic, payload FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${id}::uuid ORDER BY outbox.id`,
  );
const ask = ({ id, key }: OrderReply, email: string) => client.requestOrderEmailChange(id, { email }, { bearer: key });
const codesOf = async ({ id, key }: OrderReply) =>
  good(await client.listTickets(id, {}, { bearer: key })).items.map(({ code }) => code?.token);

test("a confirmed address replaces the key and every ticket code, and both addresses are told", async () => {
  const order = await bought();
  const before = await codesOf(order);
  const to = `right-${newKey()}@example.org`;
  good(await ask(order, to));
  expect(good(await client.readOrder(order.id, { bearer: order.key })).email).toBe(order.email);

  const token = await emailChangeTokenOf(order.id);
  expect(good(await client.readOrderEmailChange(token))).toMatchObject({
    email: to,
    number: order.number,
    confirmed: false,
  });
  const moved = good(await client.confirmOrderEmailChange(token));
  expect(moved).toMatchObject({ id: order.id, email: to, state: "paid" });
  expect(moved.key).not.toBe(order.key);

  const old = { bearer: order.key };
  expect(refused(await client.readOrder(order.id, old)).code).toBe("not-found");
  expect(refused(await client.listTickets(order.id, {}, old)).code).toBe("not-found");
  expect(refused(await client.cancelOrder(order.id, { ...old, key: newKey() })).code).toBe("not-found");
  expect(refused(await ask(order, "third@example.org")).code).toBe("invalid-state");
  for (const file of ["tickets.pdf", "tickets.ics"]) {
    expect((await api.get(`/v1/orders/${order.id}/${file}`, { Authorization: `Bearer ${order.key}` })).status).toBe(
      404,
    );
  }
  const after = await codesOf(moved);
  expect(after).toHaveLength(before.length);
  expect(after.filter((code) => before.includes(code))).toEqual([]);

  const mails = await mailsOf(order);
  expect(mails.map(({ topic }) => topic)).toEqual([
    "order-confirmed",
    "order-email-confirm",
    "order-email-changed",
    "order-confirmed",
  ]);
  expect(mails.find(({ topic }) => topic === "order-email-changed")?.payload.to).toBe(order.email);
  expect(JSON.stringify(mails.find(({ topic }) => topic === "order-email-changed"))).not.toContain(to);
});

test("confirming twice, also at once, changes the order once", async () => {
  const order = await bought();
  good(await ask(order, `twice-${newKey()}@example.org`));
  const token = await emailChangeTokenOf(order.id);
  const answers = await Promise.all([1, 2, 3].map(() => client.confirmOrderEmailChange(token)));
  const keys = answers.map((answer) => good(answer).key);
  expect(new Set(keys).size).toBe(1);
  const told = (await mailsOf(order)).filter(({ topic }) => topic === "order-email-changed");
  expect(told).toHaveLength(1);
});

test("a newer request ends the link of the older one", async () => {
  const order = await bought();
  good(await ask(order, `first-${newKey()}@example.org`));
  const first = await emailChangeTokenOf(order.id);
  const second = `second-${newKey()}@example.org`;
  good(await ask(order, second));
  expect(refused(await client.readOrderEmailChange(first)).code).toBe("not-found");
  expect(refused(await client.confirmOrderEmailChange(first)).code).toBe("not-found");
  expect(good(await client.confirmOrderEmailChange(await emailChangeTokenOf(order.id))).email).toBe(second);
});

test("a link works for a day, and none that was not mailed works", async () => {
  const order = await bought();
  good(await ask(order, `late-${newKey()}@example.org`));
  const token = await emailChangeTokenOf(order.id);
  const later = clientOf(newIsolate({ clock: { offset: 25 * 3_600_000 } }));
  expect(refused(await later.confirmOrderEmailChange(token)).code).toBe("not-found");
  const forged = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
  expect(refused(await client.confirmOrderEmailChange(forged)).code).toBe("not-found");
  expect(good(await client.readOrder(order.id, { bearer: order.key })).email).toBe(order.email);
});

test("a pending order is paid with its new key, and not with the old one", async () => {
  const order = await pending();
  good(await ask(order, `payer-${newKey()}@example.org`));
  const moved = good(await client.confirmOrderEmailChange(await emailChangeTokenOf(order.id)));
  const card = { method: "card", token: "card_approve" } as const;
  expect(refused(await client.payOrder(order.id, card, { bearer: order.key, key: newKey() })).code).toBe("not-found");
  good(await client.payOrder(order.id, card, { bearer: moved.key, key: newKey() }));
  expect(good(await client.readOrder(order.id, { bearer: moved.key })).state).toBe("paid");
});

test("an address that is malformed, or an order that has ended, is refused and names why", async () => {
  const order = await pending();
  const wrong = refused(await ask(order, "not an address"));
  expect(wrong).toMatchObject({ code: "invalid-request", errors: [{ pointer: "/email" }] });
  good(await client.cancelOrder(order.id, { bearer: order.key, key: newKey() }));
  expect(refused(await ask(order, "ada@example.org"))).toMatchObject({ code: "invalid-state" });
});

test("a caller who asks again and again stops mailing strangers", async () => {
  const order = await bought();
  const answers = [];
  for (let at = 0; at < 6; at++) answers.push(await ask(order, `many-${newKey()}@example.org`));
  expect(answers.map((answer) => answer.ok)).toEqual([true, true, true, true, true, false]);
});
