import type { ChargeReport, ChargeState, PaymentProvider } from "@liveotter/core/box-office/payment-provider";
import type { PaymentId } from "@liveotter/core/ids";

/**
 * Money that people move: bank transfer, and cash at the door. Nothing is taken until its promoter says that it came,
 * and what goes back goes back by the promoter's hand.
 */
export const manualPayments: PaymentProvider = {
  ready: true,
  charge: async ({ paymentId }) => report(paymentId, "awaiting_transfer"),
  findCharge: async (paymentId) => report(paymentId, "awaiting_transfer"),
  cancelCharge: async (paymentId) => report(paymentId, "cancelled"),
  refund: async ({ refundId }) => ({ refundId, state: "pending", ref: null }),
};

const report = (paymentId: PaymentId, state: ChargeState): ChargeReport => ({
  ...{ paymentId, state, ref: null, taken: null, actionUrl: null, failure: null },
});
