import { periodOf, withReservation } from "../inventory/with-reservation.ts";
import type { ChargeReport } from "./payment-provider.ts";
import type { BoxOffice, Room, Settled, Unsettled } from "./ports.ts";

/**
 * Records what a provider reports about a charge, from a response, a webhook or a poll, in any order and any number of times.
 * `null`: still processing, an unknown payment, or a late payment that has to wait for a shard; `sweepPayments` retries that.
 */
export async function settleCharge(office: BoxOffice, report: ChargeReport): Promise<Settled | null> {
  return (await settleIfKnown(office, report)).settled;
}

/** The same, and whether there is such a payment: one that has to wait is known, although nothing is settled. */
export async function settleIfKnown(
  office: BoxOffice,
  report: ChargeReport,
): Promise<{ readonly known: boolean; readonly settled: Settled | null }> {
  if (report.state === "processing") return { known: true, settled: null };
  const answer = await office.book.settlePayment(report, "ask", office.now());
  if (answer === null) return { known: false, settled: null };
  const settled = "needs" in answer ? await settleLate(office, report, answer) : answer;
  if (settled?.paymentState === "mismatched") office.alert("amount_mismatched");
  if (settled !== null && settled.freed.length > 0) await office.tellShards(settled.eventId, settled.freed);
  return { known: true, settled };
}

/** Reserves the order's capacity again, never a cart's. If too little is free, the payment is refunded. */
async function settleLate(
  office: BoxOffice,
  report: ChargeReport,
  { eventId, needs }: Unsettled,
): Promise<Settled | null> {
  const settle = async (room: Room) => settledIn(await office.book.settlePayment(report, room, office.now()));
  const period = periodOf(office.now());
  const idOf = (tried: number) => office.operationId("payment", report.paymentId, period, tried);
  const plan = { eventId, needs, idOf, attempt: office.newAttempt() };
  const reserved = await withReservation(office.shards, plan, (operation) => settle(operation ?? "ask"));
  if (reserved.outcome === "silent") return null;
  return reserved.outcome === "written" ? reserved.value : settle("none");
}

const settledIn = (answer: Settled | Unsettled | null): Settled | null =>
  answer === null || "needs" in answer ? null : answer;
