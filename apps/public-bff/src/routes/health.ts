import { createRoute } from "@hono/zod-openapi";
import { newRouter } from "@liveotter/contracts/http/router";
import { Readiness } from "@liveotter/contracts/public/health";
import { z } from "zod";
import type { App } from "../http/context.ts";
import { declare, outliving } from "../http/declare.ts";

const NO_STORE = { "Cache-Control": "no-store" };

const readHealth = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "healthz",
  summary: "Whether this worker is alive",
  tags: ["Health"],
  responses: {
    200: {
      description: "It is, whatever is behind it",
      content: { "application/json": { schema: z.object({ status: z.literal("ok") }) } },
    },
  },
});

const readReadiness = createRoute({
  method: "get",
  path: "/readyz",
  operationId: "readyz",
  summary: "What is known of everything behind this worker",
  description: "Never waits: it says what was last seen and how long ago, and has another look afterwards.",
  tags: ["Health"],
  responses: {
    200: {
      description: "The catalogue can be read from somewhere",
      content: { "application/json": { schema: Readiness } },
    },
    503: { description: "It cannot", content: { "application/json": { schema: Readiness } } },
  },
});

export const health = newRouter<App>();

declare(health, readHealth, (c) => c.json({ status: "ok" }, 200, NO_STORE));

declare(health, readReadiness, (c) => {
  const readiness = c.env.health.report(outliving(c));
  return c.json(readiness, readiness.ready ? 200 : 503, NO_STORE);
});
