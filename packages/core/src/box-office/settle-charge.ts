import { periodOf, withReservation } from "../inventory/with-reservation.ts";
import type { ChargeReport } from "./payment-provider.ts";
import type { BoxOffice, Room, Settled, Unsettled } from "./ports.ts";

/**
 * Records what a provider reports about a charge, from a response, a webhook or a poll, in any order and any number of times.
 * `null`: still processing, an unknown payment, or a late payment that has to wait for a shard; `sweepPayments` retries that.
 */
export async function settleCharge(office: BoxOffice, report: ChargeReport): Promise<Settled | null> {
  if (report.state === "processing") return null;
  let settled = await office.book.settlePayment(report, "ask", office.now());
  if (settled !== null && "needs" in settled) settled = await settleLate(office, report, settled);
  if (settled === null) return null;
  if (settled.paymentState === "mismatched") office.alert("amount_mismatched");
  if (settled.freed.length > 0) await office.tellShards(settled.eventId, settled.freed);
  return settled;
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
