import { createRoute, z } from "@hono/zod-openapi";
import { newRouter } from "@liveotter/contracts/http/router";
import { DependencyState } from "@liveotter/contracts/public/health";
import { sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import type { App } from "../http/context.ts";

const Readiness = z
  .object({
    ready: z.boolean(),
    dependencies: z.object({
      postgres: z.object({
        state: DependencyState.exclude(["absent"]),
        /** Seconds since it was last seen to be so; null when it never was. */
        age: z.number().nullable(),
      }),
    }),
  })
  .openapi("Readiness");

const tags = ["Health"];

const readHealth = createRoute({
  method: "get",
  path: "/healthz",
  operationId: "healthz",
  summary: "Whether this worker is alive",
  tags,
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
  tags,
  responses: {
    200: { description: "Changes can be saved", content: { "application/json": { schema: Readiness } } },
    503: { description: "They cannot", content: { "application/json": { schema: Readiness } } },
  },
});

/** What was seen longer ago is looked at again. */
const OLD_MS = 5000;

export const health = newRouter<App>()
  .openapi(readHealth, (c) => c.json({ status: "ok" as const }, 200))
  .openapi(readReadiness, (c) => {
    const { postgres, seenAt } = lastSeen(c.env);
    if (c.env.now() - seenAt > OLD_MS) c.executionCtx.waitUntil(look(c.env));
    const ready = postgres.state !== "down";
    return c.json({ ready, dependencies: { postgres } }, ready ? 200 : 503);
  });

function lastSeen({ seen, now }: Deps) {
  const seenAt = Math.max(seen.okAt, seen.failedAt);
  if (seenAt === 0) return { seenAt, postgres: { state: "unknown" as const, age: null } };
  const state = seen.okAt >= seen.failedAt ? ("up" as const) : ("down" as const);
  return { seenAt, postgres: { state, age: Math.max(0, Math.round((now() - seenAt) / 1000)) } };
}

async function look({ database }: Deps): Promise<void> {
  await database((db) => db.query(sql`SELECT 1`)).catch(() => {}); // what it saw is noted there
}
