import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { frameworkProblem } from "@liveotter/contracts/http/router";
import { DatabaseError } from "@liveotter/database/database-error";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import { DeadlineError } from "@liveotter/integrations/deadline";
import type { ErrorHandler } from "hono";
import type { App } from "./context.ts";

/** Seconds until it is worth trying again. */
const RETRY_SECONDS = 2;

/** Whatever a handler threw, as a problem. What went wrong inside is logged by its class and code, and never told. */
export const onError: ErrorHandler<App> = (error, c) => {
  const theirs = frameworkProblem(c, error);
  if (theirs !== null) return theirs;
  c.set("failure", describe(error));
  if (isPassing(error)) return problemReply(c, "busy", { retryAfter: RETRY_SECONDS });
  return problemReply(c, "internal");
};

/** Trouble that goes away by itself: no room, no answer, no connection. */
function isPassing(error: Error): boolean {
  if (error instanceof BulkheadFullError || error instanceof DeadlineError) return true;
  return error instanceof DatabaseError && error.kind !== "refused";
}

function describe(error: Error): { error: string; code?: string } {
  if (error instanceof DatabaseError) return { error: error.name, code: `${error.kind} ${error.code ?? "no-code"}` };
  return { error: error.name };
}
