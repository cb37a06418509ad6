import { REQUEST_ID_HEADER, requestIdOf } from "@liveotter/integrations/telemetry/request-id";
import { continueTrace, TRACEPARENT, traceparent } from "@liveotter/integrations/telemetry/trace-context";
import type { Next } from "hono";
import type { AppContext } from "./context.ts";

/** On every answer. Nothing here is private, so any page may read it; nothing here is a page, so none may show it. */
const ALWAYS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Age, Cache-Status, ETag, X-Request-Id, traceparent",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
};
const SEALED = "default-src 'none'; frame-ancestors 'none'";

/** One line in so many of what went well is logged: at a storm's rate, logging is the storm. */
const LOGGED_SHARE = 0.01;

/** Gives the request its id and place in its trace, its answer the headers they all carry, and counts the two. */
export async function labelled(c: AppContext, next: Next): Promise<void> {
  const { metrics, log, now } = c.env;
  const startedAt = now();
  const requestId = requestIdOf(c.req.raw.headers);
  const trace = continueTrace(c.req.raw.headers);
  c.set("requestId", requestId);
  await next();

  const { headers, status } = c.res;
  for (const name in ALWAYS) headers.set(name, ALWAYS[name as keyof typeof ALWAYS]);
  headers.set(REQUEST_ID_HEADER, requestId);
  headers.set(TRACEPARENT, traceparent(trace));
  if (!headers.has("Content-Security-Policy")) headers.set("Content-Security-Policy", SEALED);

  const route = c.get("route") ?? "none";
  const ms = now() - startedAt;
  const [tier = "none", outcome = "none"] = c.get("cache") ?? [];
  metrics.count("http_requests_total", {
    route,
    method: methodOf(c.req.method),
    status: String(status),
    tier,
    outcome,
  });
  metrics.observe("http_request_seconds", { route, tier }, ms / 1000);
  metrics.flush((work) => c.executionCtx.waitUntil(work));

  const failure = c.get("failure");
  if (failure === undefined && Math.random() >= LOGGED_SHARE) return;
  const line = {
    requestId,
    traceId: trace.traceId,
    spanId: trace.spanId,
    route,
    method: methodOf(c.req.method),
    status,
    ms,
  };
  if (failure === undefined) log.info("request", { ...line, tier, outcome });
  else log.error("request failed", { ...line, ...describe(failure) });
}

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);
const methodOf = (method: string): string => (METHODS.has(method) ? method : "other");

/** An error's class and stable code; never its text, which may quote what was typed. */
function describe(error: Error): { error: string; code?: string } {
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { error: error.name, ...(code !== undefined && { code }) };
}
