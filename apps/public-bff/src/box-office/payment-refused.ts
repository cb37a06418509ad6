import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { PaymentAbsentError, PaymentUnknownError } from "@liveotter/core/box-office/payment-provider";
import { detailOf, nothingDone, refusalOf } from "./order-store.ts";
import { anotherRequest, confirming } from "./refuse.ts";

/** Why a payment did not begin, for its fan; or that nobody knows whether it did. What is nobody's fault stays what it was. */
export function paymentRefused(error: unknown): unknown {
  if (error instanceof PaymentUnknownError) return confirming(error);
  if (error instanceof PaymentAbsentError) return notLikeThat();
  switch (refusalOf(error)) {
    case "LO006": {
      const single = detailOf(error).performanceId !== undefined;
      const what = single
        ? "A date in this order has been cancelled. Order the others again."
        : "The event is cancelled.";
      return new ProblemError("invalid-state", { detail: what });
    }
    case "LO007":
      return anotherRequest();
    case "LO008": {
      const { state, method, why } = detailOf(error);
      if (why === "too_late") return tooLate(method);
      return method === undefined
        ? new ProblemError("invalid-state", { detail: `The order is ${state}.` })
        : notLikeThat();
    }
    case "LO009":
      return new ProblemError("conflict", { detail: "Another payment of this order is under way." });
    case "LO014":
      return new ProblemError("not-found");
    default:
      return nothingDone(error) ? error : confirming(error);
  }
}

function tooLate(method: unknown): ProblemError {
  const detail =
    method === "door" ? "It is too late to pay at the door." : "A bank transfer would not arrive in time any more.";
  return new ProblemError("invalid-state", { detail, errors: [{ pointer: "/method", detail }] });
}

function notLikeThat(): ProblemError {
  const detail = "This event is not paid for like that.";
  return new ProblemError("invalid-state", { detail, errors: [{ pointer: "/method", detail }] });
}
