import {
  type PaymentProvider,
  PaymentUnknownError,
  type ProviderName,
} from "@liveotter/core/box-office/payment-provider";
import type { Breaker } from "../breaker.ts";
import { manualPayments } from "./manual-payments.ts";
import { type TestPaymentsOptions, testPayments } from "./test-payments.ts";

/** What an environment is called that has no name. */
export const PRODUCTION = "production";

/** Everybody who takes money. Without an address, the one of cards is not there, and never answers. */
export function paymentProviders(
  url: string | null | undefined,
  key: string | null | undefined,
  breaker: Breaker,
  deadlines?: TestPaymentsOptions["deadlines"],
  /** Charges carry it, so that another copy's webhooks are told apart; unset: production. */
  environment: string = PRODUCTION,
): Readonly<Record<ProviderName, PaymentProvider>> {
  return {
    test: url && key ? testPayments({ url, key, breaker, environment, ...(deadlines && { deadlines }) }) : SILENT,
    manual: manualPayments,
  };
}

const unknown = () => Promise.reject(new PaymentUnknownError("not configured"));
const SILENT: PaymentProvider = {
  ready: false,
  charge: unknown,
  findCharge: unknown,
  cancelCharge: unknown,
  refund: unknown,
};
