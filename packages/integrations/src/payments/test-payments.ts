import { APPLICATION } from "@liveotter/core/box-office/hear-webhook";
import {
  type ChargeReport,
  type PaymentProvider,
  PaymentThrottledError,
  PaymentUnknownError,
  type RefundReport,
} from "@liveotter/core/box-office/payment-provider";
import type { PaymentId } from "@liveotter/core/ids";
import type { Breaker } from "../breaker.ts";
import { fieldsOf, readCharge, readErrorCode, readRefund } from "./test-wire.ts";

export interface TestPaymentsOptions {
  /** Origin of the provider. */
  readonly url: string;
  readonly key: string;
  readonly breaker: Breaker;
  /** Which copy of LiveOtter takes the money. */
  readonly environment: string;
  /** How long what moves money may take, and how long a look. */
  readonly deadlines?: { readonly moveMs: number; readonly lookMs: number };
}

const DEADLINES = { moveMs: 8000, lookMs: 2500 };
const MAX_ANSWER_BYTES = 64 * 1024;
/** After a 429 that names no time, and at most. */
const [PAUSE_MS, MAX_PAUSE_MS] = [1000, 10_000];

/** The provider `test` (packages/devstack/src/payments/README.md), which takes cards without taking money. */
export function testPayments({
  url,
  key,
  breaker,
  environment,
  deadlines = DEADLINES,
}: TestPaymentsOptions): PaymentProvider {
  const origin = url.replace(/\/+$/, "");

  /** One request. What comes back is an answer of theirs, whatever it says; all else is unknown. */
  async function call(method: "GET" | "POST", path: string, ms: number, body?: object, id?: string): Promise<Answer> {
    try {
      const answer = await breaker.run(async (signal) => {
        const response = await fetch(`${origin}/v1/${path}`, {
          method,
          headers: {
            Authorization: `Bearer ${key}`,
            ...(body !== undefined && { "Content-Type": "application/json" }),
            ...(id !== undefined && { "Idempotency-Key": id }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
          redirect: "manual",
          signal,
        });
        if (response.status === 429) {
          await response.body?.cancel();
          return new PaymentThrottledError(pauseOf(response));
        }
        const said: unknown = JSON.parse(await textUpTo(response, MAX_ANSWER_BYTES));
        if (response.status < 200 || response.status >= 500) throw new Error(`answered ${response.status}`);
        return { status: response.status, ok: response.ok, said };
      }, ms);
      if (answer instanceof PaymentThrottledError) throw answer;
      return answer;
    } catch (error) {
      if (error instanceof PaymentThrottledError) throw error;
      throw new PaymentUnknownError(error instanceof Error ? error.name : "no answer", { cause: error });
    }
  }

  function chargeIn({ ok, status, said }: Answer, paymentId: PaymentId): ChargeReport {
    const report = ok ? readCharge(said) : null;
    if (report?.paymentId === paymentId) return report;
    throw new PaymentUnknownError(`answered ${status} ${readErrorCode(said) ?? ""}`);
  }

  return {
    ready: true,
    async charge({ paymentId, amount: { minor, currency }, token, returnUrl }) {
      const metadata = { application: APPLICATION, environment, payment: paymentId };
      const body = { reference: paymentId, amount: minor, currency, card: token, return_url: returnUrl, metadata };
      const answer = await call("POST", "charges", deadlines.moveMs, body, paymentId);
      // Not understood, so not made; and what comes again under this key is the same.
      if (answer.status === 400) return refusal(paymentId);
      return chargeIn(answer, paymentId);
    },
    async findCharge(paymentId) {
      const { ok, status, said } = await call("GET", `charges?reference=${paymentId}`, deadlines.lookMs);
      const found = fieldsOf(said).get("data");
      if (!ok || !Array.isArray(found)) throw new PaymentUnknownError(`answered ${status}`);
      return found.length === 0 ? null : chargeIn({ ok, status, said: found[0] }, paymentId);
    },
    async cancelCharge(paymentId) {
      const path = `charges/reference:${paymentId}/cancellation`;
      const report = chargeIn(await call("POST", path, deadlines.lookMs), paymentId);
      if (report.state === "processing" || report.state === "needs_action") {
        throw new PaymentUnknownError("not cancelled");
      }
      return report;
    },
    async refund({ refundId, paymentId, chargeRef, amount: { minor, currency } }): Promise<RefundReport> {
      const charge = chargeRef ?? `reference:${paymentId}`;
      const body = { charge, reference: refundId, amount: minor, currency };
      const { ok, status, said } = await call("POST", "refunds", deadlines.moveMs, body, refundId);
      if (status === 402) return { refundId, state: "unfunded" };
      // They understood and will not, however often it comes.
      if (status === 400 || status === 404 || status === 422) {
        return { refundId, state: "failed", ref: null, failure: readErrorCode(said) ?? "refused" };
      }
      const report = ok ? readRefund(said) : null;
      if (report?.refundId === refundId) return report;
      throw new PaymentUnknownError(`answered ${status} ${readErrorCode(said) ?? ""}`);
    },
  };
}

interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly said: unknown;
}

/** As long as `Retry-After` says, in milliseconds. */
function pauseOf({ headers }: Response): number {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return seconds > 0 ? Math.min(seconds * 1000, MAX_PAUSE_MS) : PAUSE_MS;
}

const refusal = (paymentId: PaymentId): ChargeReport => ({
  ...{ paymentId, state: "declined", ref: null, taken: null, actionUrl: null, failure: "invalid_card" },
});

async function textUpTo(response: Response, bytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > bytes) throw new Error("too long an answer");
  }
  return text;
}
