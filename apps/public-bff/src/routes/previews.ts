import { createRoute } from "@hono/zod-openapi";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { PreviewPage } from "@liveotter/contracts/public/catalogue";
import { DatabaseError } from "@liveotter/database/database-error";
import { BreakerOpenError } from "@liveotter/integrations/breaker";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import { DeadlineError } from "@liveotter/integrations/deadline";
import { z } from "zod";
import { NotConfiguredError } from "../catalogue/source.ts";
import type { App } from "../http/context.ts";
import { declare } from "../http/declare.ts";

const RETRY_AFTER = 2;

const readPreview = createRoute({
  method: "get",
  path: "/v1/previews/{token}",
  operationId: "readPreview",
  summary: "An event before the public sees it",
  description:
    "As the public would see it, for whoever has a promoter's link. Read anew each time and never kept. A link that has expired or was altered shows nothing.",
  tags: ["Events"],
  request: { params: z.object({ token: z.string() }) },
  responses: {
    200: { description: "The event", content: { "application/json": { schema: PreviewPage } } },
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const HEADERS = { "Cache-Control": "no-store", "Cloudflare-CDN-Cache-Control": "no-store", "X-Robots-Tag": "noindex" };

export const previews = newRouter<App>();

declare(previews, readPreview, async (c) => {
  try {
    const page = await c.env.previews.read(c.req.param("token") ?? "");
    // Nothing tells a link that has ended from one that never was; neither answer is kept.
    return page === null ? problemReply(c, "not-found") : c.json(page, 200, HEADERS);
  } catch (error) {
    if (!PASSING.some((kind) => error instanceof kind)) throw error;
    return problemReply(c, "busy", { retryAfter: RETRY_AFTER });
  }
});

/** Postgres is the only one who knows, and cannot be asked now. */
const PASSING = [DatabaseError, BreakerOpenError, BulkheadFullError, DeadlineError, NotConfiguredError];
