import { REQUEST_ID_HEADER, requestIdOf } from "@liveotter/integrations/telemetry/request-id";
import { continueTrace, TRACEPARENT, traceparent } from "@liveotter/integrations/telemetry/trace-context";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import type { App } from "./context.ts";

/** On every answer. It is about one promoter: nobody keeps it, no other site shows it. */
const ALWAYS = {
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
};

/** Gives the request its id and place in its trace, its answer the headers they all carry, and counts the two. */
export const labelled = createMiddleware<App>(async (c, next) => {
  const { metrics, log, now } = c.env;
  const startedAt = now();
  const requestId = requestIdOf(c.req.raw.headers);
  const trace = continueTrace(c.req.raw.headers);
  c.set("requestId", requestId);
  await next();

  for (const [name, value] of Object.entries(ALWAYS)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
  c.res.headers.set(REQUEST_ID_HEADER, requestId);
  c.res.headers.set(TRACEPARENT, traceparent(trace));

  const route = routePath(c, -1);
  const { method } = c.req;
  const { status } = c.res;
  const ms = now() - startedAt;
  metrics.count("http_requests_total", { route, method, status: String(status) });
  metrics.observe("http_request_seconds", { route }, ms / 1000);
  metrics.flush((work) => c.executionCtx.waitUntil(work));
  const line = { requestId, traceId: trace.traceId, spanId: trace.spanId, route, method, status, ms };
  const failure = c.get("failure");
  if (failure === undefined) log.info("request", line);
  else log.error("request failed", { ...line, ...failure });
});
