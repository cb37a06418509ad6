import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { frameworkProblem } from "@liveotter/contracts/http/router";
import { DatabaseError } from "@liveotter/database/database-error";
import { BreakerOpenError } from "@liveotter/integrations/breaker";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import { NothingAnswersError } from "@liveotter/integrations/cache/tiered-cache";
import { DeadlineError } from "@liveotter/integrations/deadline";
import { ShardBusyError, ShardLostError } from "../box-office/shards.ts";
import { NotConfiguredError } from "../catalogue/source.ts";
import type { AppContext } from "./context.ts";

/** Seconds after which an answer may be there again: a load's deadline and a little. */
const RETRY_AFTER = 2;

/** Whatever a handler threw, as a problem. What went wrong inside is logged by its class and code, and never told. */
export function onError(error: Error, c: AppContext): Response {
  const theirs = frameworkProblem(c, error);
  if (theirs !== null) {
    // Of what became known as a problem, but was a failure.
    if (theirs.status >= 500) c.set("failure", error.cause instanceof Error ? error.cause : error);
    return theirs;
  }
  c.set("failure", error);
  // Said with a time to come back, so that those turned away do not all try again at once.
  if (error instanceof ShardBusyError) {
    return problemReply(c, "busy", { retryAfter: Math.max(1, Math.ceil(error.retryAfterMs / 1000)) });
  }
  return isPassing(error) ? problemReply(c, "busy", { retryAfter: RETRY_AFTER }) : problemReply(c, "internal");
}

const PASSING = [
  BreakerOpenError,
  BulkheadFullError,
  DeadlineError,
  NotConfiguredError,
  NothingAnswersError,
  ShardLostError,
];

/** Trouble that goes away by itself: no room, no answer, no connection. */
const isPassing = (error: Error): boolean =>
  PASSING.some((kind) => error instanceof kind) || (error instanceof DatabaseError && error.kind !== "refused");
