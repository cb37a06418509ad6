import { type PaymentProvider, PaymentUnknownError } from "@liveotter/core/payment/payment-provider";

const unknown = () => Promise.reject(new PaymentUnknownError("not configured"));

/** In place of a provider that is not configured: as one that never answers. */
export const noPayments: PaymentProvider = {
  charge: unknown,
  findCharge: unknown,
  cancelCharge: unknown,
  refund: unknown,
};
