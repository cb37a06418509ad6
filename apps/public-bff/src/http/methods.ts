import type { OpenAPIHono } from "@hono/zod-openapi";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import type { App, AppContext } from "./context.ts";

const ORDER = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Answers every other method of each path that `app` has: to browsers asking first what there is, and 405 to the rest. */
export function answerOtherMethods(app: OpenAPIHono<App>): void {
  const known = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    const methods = known.get(path) ?? new Set();
    methods.add(method);
    if (method === "GET") methods.add("HEAD");
    known.set(path, methods);
  }
  for (const [path, methods] of known) {
    const allow = ORDER.filter((method) => method === "OPTIONS" || methods.has(method)).join(", ");
    app.all(path, (c) => (c.req.method === "OPTIONS" ? preflight(allow) : refusal(c, allow)));
  }
}

function refusal(c: AppContext, allow: string): Response {
  const response = problemReply(c, "method-not-allowed", { detail: `Only ${allow} are known here.` });
  response.headers.set("Allow", allow);
  return response;
}

const preflight = (allow: string): Response =>
  new Response(null, {
    status: 204,
    headers: {
      Allow: allow,
      "Access-Control-Allow-Methods": allow,
      "Access-Control-Allow-Headers":
        "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id, traceparent",
      "Access-Control-Max-Age": "86400",
      "Cache-Control": "no-store",
    },
  });
