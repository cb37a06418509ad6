import { REQUEST_ID_HEADER, requestIdOf } from "@liveotter/integrations/telemetry/request-id";
import { continueTrace, TRACEPARENT, traceparent } from "@liveotter/integrations/telemetry/trace-context";
import type { Next } from "hono";
import { matchedRoutes } from "hono/route";
import type { AppContext } from "./context.ts";
import { ALWAYS, SEALED } from "./headers.ts";

/** One line in so many of what went well is logged: at a storm's rate, logging is the storm. */
const LOGGED_SHARE = 0.001;

/** Gives the request its id and place in its trace, its answer the headers they all carry, and counts the two. */
export async function labelled(c: AppContext, next: Next): Promise<void> {
  const { metrics, log, now } = c.env;
  const startedAt = now();
  const asked = c.req.raw.headers;
  const requestId = requestIdOf(asked);
  // A trace is continued where there is one; making one up for every cached read would cost as much as the read.
  const trace = asked.has(TRACEPARENT) ? continueTrace(asked) : null;
  c.set("requestId", requestId);
  await next();

  const { headers, status } = c.res;
  if (!headers.has(REQUEST_ID_HEADER)) {
    for (const [name, value] of Object.entries(ALWAYS)) headers.set(name, value);
    headers.set(REQUEST_ID_HEADER, requestId);
    if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", SEALED);
  }
  if (trace !== null) headers.set(TRACEPARENT, traceparent(trace));

  const route = c.get("route") ?? templateOf(c) ?? "none";
  const method = METHODS.has(c.req.method) ? c.req.method : "other";
  const ms = now() - startedAt;
  const [tier = "none", outcome = "none"] = c.get("cache") ?? [];
  metrics.count("http_requests_total", { route, method, status: String(status), tier, outcome });
  metrics.observe("http_request_seconds", { route, tier }, ms / 1000);
  metrics.flush((work) => c.executionCtx.waitUntil(work));

  const failure = c.get("failure");
  if (failure === undefined && Math.random() >= LOGGED_SHARE) return;
  const { traceId, spanId } = trace ?? continueTrace(asked);
  const line = { requestId, traceId, spanId, route, method, status, ms };
  if (failure === undefined) log.info("request", { ...line, tier, outcome });
  else log.error("request failed", { ...line, ...describe(failure) });
}

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

/** The path of the route that answered, as the OpenAPI document writes it. */
function templateOf(c: AppContext): string | undefined {
  const own = matchedRoutes(c).find(({ method }) => method === c.req.method);
  return own?.path.replace(/:(\w+)/g, "{$1}");
}

/** An error's class and stable code; never its text, which may quote what was typed. */
function describe(error: Error): { error: string; code?: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { error: error.name, ...(code !== undefined && { code }) };
}
