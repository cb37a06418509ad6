import type {
  ChargeReport,
  ChargeState,
  DisputeReport,
  Origin,
  RefundReport,
} from "@liveotter/core/box-office/payment-provider";
import { asId, type PaymentId, type RefundId } from "@liveotter/core/ids";
import { asCurrency, type Money } from "@liveotter/core/money";

/*
 * What the provider `test` sends: packages/devstack/src/payments/README.md. Whatever does not look like it is `null`.
 */

const STATES: Readonly<Record<string, ChargeState>> = {
  processing: "processing",
  requires_action: "needs_action",
  succeeded: "succeeded",
  declined: "declined",
  cancelled: "cancelled",
};

export function readCharge(value: unknown): ChargeReport | null {
  const fields = fieldsOf(value);
  const paymentId = asId<PaymentId>(textOf(fields, "reference") ?? "");
  const state = STATES[textOf(fields, "status") ?? ""];
  const ref = textOf(fields, "id");
  if (paymentId === null || state === undefined || ref === null) return null;
  const taken = moneyOf(fields.get("amount_taken"), textOf(fields, "currency_taken"));
  const actionUrl = textOf(fieldsOf(fields.get("action")), "url");
  if ((state === "succeeded") !== (taken !== null) || (state === "needs_action" && !/^https?:/.test(actionUrl ?? "")))
    return null;
  return { paymentId, state, ref, taken, actionUrl, failure: wordOf(fields, "decline_code") };
}

/** What the charge was made with; `null` where that is not said. */
export function readOrigin(value: unknown): Origin | null {
  const fields = fieldsOf(fieldsOf(value).get("metadata"));
  const [application, environment] = [textOf(fields, "application"), textOf(fields, "environment")];
  if (application === null || environment === null) return null;
  return { application, environment, paymentId: asId<PaymentId>(textOf(fields, "payment") ?? "") };
}

export function readRefund(value: unknown): RefundReport | null {
  const fields = fieldsOf(value);
  const refundId = asId<RefundId>(textOf(fields, "reference") ?? "");
  const [ref, state] = [textOf(fields, "id"), textOf(fields, "status")];
  if (refundId === null || ref === null) return null;
  if (state === "pending" || state === "succeeded") return { refundId, state, ref };
  if (state !== "failed") return null;
  return { refundId, state, ref, failure: wordOf(fields, "failure_code") ?? "failed" };
}

export function readDispute(value: unknown): DisputeReport | null {
  const fields = fieldsOf(value);
  const paymentId = asId<PaymentId>(textOf(fields, "reference") ?? "");
  const [ref, state] = [textOf(fields, "id"), textOf(fields, "status")];
  const amount = moneyOf(fields.get("amount"), textOf(fields, "currency"));
  if (paymentId === null || ref === null || amount === null) return null;
  return state === "open" || state === "won" || state === "lost" ? { paymentId, ref, state, amount } : null;
}

/** The word by which it refuses. */
export const readErrorCode = (value: unknown): string | null => wordOf(fieldsOf(fieldsOf(value).get("error")), "code");

/** The fields of a JSON object; none of anything else. */
export const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);

export function textOf(fields: ReadonlyMap<string, unknown>, name: string): string | null {
  const value = fields.get(name);
  return typeof value === "string" && value !== "" && value.length <= 2000 ? value : null;
}

/** A word of the provider's, kept and shown: nothing else passes for one. */
function wordOf(fields: ReadonlyMap<string, unknown>, name: string): string | null {
  const text = textOf(fields, name);
  return text !== null && /^[a-z_]{1,60}$/.test(text) ? text : null;
}

function moneyOf(minor: unknown, code: string | null): Money | null {
  const currency = code === null ? null : asCurrency(code);
  return typeof minor === "number" && Number.isSafeInteger(minor) && minor > 0 && currency !== null
    ? { minor, currency }
    : null;
}
