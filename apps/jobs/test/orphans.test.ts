import type { PaymentId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { asCurrency, type Money } from "@liveotter/core/money";
import { connect } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import { orderBook } from "@liveotter/database/orders/order-book";
import { listOrphans, settleOrphan } from "@liveotter/database/orders/orphans";
import { paymentsBackDoor } from "@liveotter/devstack/payments/back-door";
import { Breaker } from "@liveotter/integrations/breaker";
import { paymentProviders } from "@liveotter/integrations/payments/payment-providers";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import type { Deps } from "../src/deps.ts";
import { sweepBoxOffice } from "../src/sweep-box-office.ts";
import { newJobs } from "./jobs.ts";
import { now, owner, variable } from "./outbox.ts";

const MINUTE = 60_000;
const provider = paymentsBackDoor(variable("PAYMENTS_URL"));
const fans = connect({ url: variable("DATABASE_URL_PUBLIC"), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT") });
const cards = paymentProviders(variable("PAYMENTS_URL"), variable("PAYMENTS_KEY"), new Breaker("orphans")).test;

beforeAll(() => provider.set({ url: null, balance: null }));
beforeEach(() => owner().query(sql`UPDATE job_leases SET held_until = now()`));

async function sweepIn(minutes: number): Promise<string[]> {
  const deps = newJobs();
  const at = () => instant(Date.now() + minutes * MINUTE);
  const alerts: string[] = [];
  const office = { ...deps.boxOffice.office, now: at, alert: (what: string) => void alerts.push(what) };
  const later: Deps = { ...deps, now: at, boxOffice: { ...deps.boxOffice, office } };
  await sweepBoxOffice(later);
  return alerts;
}

const FIVE = (): Money => {
  const currency = asCurrency("EUR");
  if (currency === null) throw new Error("no currency");
  return { minor: 500, currency };
};
/** A charge that its provider made for a payment that nothing here knows. */
async function orphan(token: string): Promise<PaymentId> {
  const paymentId = newId<PaymentId>();
  const { ref } = await cards.charge({ paymentId, amount: FIVE(), token, returnUrl: null });
  const facts = { about: "charge", paymentId, reference: paymentId, ref: ref ?? "", state: "succeeded" } as const;
  await orderBook(fans).recordOrphan({ ...facts, money: FIVE() }, now());
  return paymentId;
}
const jobs = () => newJobs().db;
const handlingOf = async (paymentId: PaymentId) => {
  const found = (await listOrphans(jobs(), { all: true, limit: 1000 })).find((one) => one.paymentId === paymentId);
  return [found?.handling, found?.lastError];
};
/** Refunds that the provider made, by the metadata they repeat. */
const refundsOf = async (paymentId: PaymentId): Promise<number> => {
  const rows = await owner().query<{ refund: string }>(
    sql`SELECT refund_id AS refund FROM orphaned_payments WHERE payment_id = ${paymentId}::uuid`,
  );
  const events = await Promise.all(rows.map(({ refund }) => provider.events(refund)));
  return events.flat().length;
};

test("scenario 70: money that came for no payment goes back once, after some minutes in which one may still be found", async () => {
  const paymentId = await orphan("card_approve");
  await sweepIn(5);
  expect([await handlingOf(paymentId), await refundsOf(paymentId)]).toEqual([["returning", null], 0]);
  await sweepIn(11);
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await sweepIn(60);
  expect([await handlingOf(paymentId), await refundsOf(paymentId)]).toEqual([["returned", null], 1]);
});

test("a refund of an orphan that fails is a person's: they are alerted, find it in the list and resolve it", async () => {
  const paymentId = await orphan("card_refund_fails");
  expect(await sweepIn(11)).toContain("orphan_not_refunded");
  expect(await handlingOf(paymentId)).toEqual(["parked", "card_closed"]);
  const open = await listOrphans(jobs(), { all: false, limit: 1000 });
  const id = open.find((one) => one.paymentId === paymentId)?.id ?? "";
  await settleOrphan(jobs(), { orphanId: id, outcome: "resolved", note: "Sent by hand", now: now() });
  expect(await handlingOf(paymentId)).toEqual(["resolved", null]);
  expect((await listOrphans(jobs(), { all: false, limit: 1000 })).map((one) => one.id)).not.toContain(id);
  expect(await settleOrphan(jobs(), { orphanId: newId(), outcome: "resolved", note: "x", now: now() })).toBeNull();
});

test("an orphan is refunded once the provider can pay, however long that takes", async () => {
  const paymentId = await orphan("card_approve");
  await provider.set({ balance: 0 });
  await sweepIn(11);
  expect(await handlingOf(paymentId)).toEqual(["returning", "unfunded"]);
  await provider.set({ balance: null });
  await owner().query(sql`UPDATE job_leases SET held_until = now()`);
  await sweepIn(120);
  expect(await handlingOf(paymentId)).toEqual(["returned", null]);
});
