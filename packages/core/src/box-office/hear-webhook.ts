import type { PaymentId } from "../ids.ts";
import type { ChargeReport, DisputeReport, Origin, RefundReport } from "./payment-provider.ts";
import type { BoxOffice } from "./ports.ts";
import { settleRefund } from "./run-refund.ts";
import { settleIfKnown } from "./settle-charge.ts";
import { settleDispute } from "./settle-dispute.ts";

/** Whose payments these are: what charges carry as metadata. */
export interface Ours {
  readonly application: string;
  /** Tells production from every copy of it. */
  readonly environment: string;
}

export const APPLICATION = "liveotter";

/** What a webhook reports. `origin`: what the charge was made with; `null`: its provider does not say. */
export type ProviderNews = { readonly origin: Origin | null } & (
  | { readonly about: "charge"; readonly report: ChargeReport }
  | { readonly about: "refund"; readonly report: RefundReport }
  | { readonly about: "dispute"; readonly report: DisputeReport }
);

/** `orphaned`: it is ours and nothing here matches it, which is written down. `foreign`: not ours, and left alone. */
export type Heard = "settled" | "orphaned" | "foreign";

/**
 * Takes what a webhook reports, in any order and any number of times. Another application's charge, or another
 * environment's, is left alone even if its id is known here. One without metadata is ours if its id is.
 */
export async function hearWebhook(office: BoxOffice, ours: Ours, news: ProviderNews): Promise<Heard> {
  const { origin } = news;
  if (origin !== null && (origin.application !== ours.application || origin.environment !== ours.environment))
    return "foreign";
  if (await settle(office, news)) return "settled";
  const paymentId = origin?.paymentId ?? null;
  if (paymentId === null || !(await record(office, news, paymentId))) return "foreign";
  return "orphaned";
}

/** Whether something here matches it. */
async function settle(office: BoxOffice, news: ProviderNews): Promise<boolean> {
  switch (news.about) {
    case "charge":
      return (await settleIfKnown(office, news.report)).known;
    case "refund":
      return settleRefund(office, news.report);
    case "dispute":
      return settleDispute(office, news.report);
  }
}

async function record(office: BoxOffice, { about, report }: ProviderNews, paymentId: PaymentId): Promise<boolean> {
  const ref = "ref" in report ? report.ref : null;
  if (ref === null) return false;
  const money = about === "charge" ? report.taken : about === "dispute" ? report.amount : null;
  const { news } = await office.book.recordOrphan(
    {
      ...{ about, paymentId, ref, state: report.state, money },
      reference: about === "refund" ? report.refundId : report.paymentId,
    },
    office.now(),
  );
  if (news) office.alert("payment_orphaned");
  return true;
}
