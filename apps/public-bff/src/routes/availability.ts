import { createRoute } from "@hono/zod-openapi";
import { AVAILABILITY, AVAILABILITY_AGE, PRIVATE } from "@liveotter/contracts/http/freshness";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Availability, AvailabilityParams } from "@liveotter/contracts/public/sale";
import { z } from "zod";
import type { App } from "../http/context.ts";
import { declare, outliving, withQuestion } from "../http/declare.ts";
import { limitHere } from "../http/limit.ts";

import { queryParser } from "../http/query.ts";
import { reply } from "../http/reply.ts";

const readAvailability = createRoute({
  method: "get",
  path: "/v1/performances/{id}/availability",
  operationId: "readAvailability",
  summary: "What a performance has for sale",
  description:
    "At most a few seconds old, and the same for all who look. With a `code` it is for its holder: what the code shows, opens and takes off.",
  tags: ["Tickets"],
  request: { params: z.object({ id: z.string() }), query: AvailabilityParams },
  responses: {
    200: { description: "What is offered now", content: { "application/json": { schema: Availability } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("code-refused"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const question = queryParser(AvailabilityParams, (value) => ({ ok: true, value }));

export const availability = newRouter<App>();

declare(
  availability,
  readAvailability,
  withQuestion(question, async (c, { code }) => {
    const id = c.req.param("id") ?? "";
    if (code === undefined) {
      const found = await c.env.availabilities.read(id, outliving(c));
      return reply(c, found, { freshness: AVAILABILITY, degradedAfter: AVAILABILITY_AGE.degraded });
    }
    limitHere(c, "code");
    const found = await c.env.availabilities.readWith(id, code, outliving(c));
    return found === null ? problemReply(c, "not-found") : c.json(found, 200, PRIVATE);
  }),
);
