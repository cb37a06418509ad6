import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { UnguessableKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Hold, HoldChange, HoldInput } from "@liveotter/contracts/public/sale";
import { asId, type EventId } from "@liveotter/core/ids";
import { z } from "zod";
import { changeHold } from "../box-office/change-hold.ts";
import { holdReply } from "../box-office/hold-doc.ts";
import { placeHold, readHold, release } from "../box-office/place-hold.ts";
import { offerAgain } from "../box-office/renew-hold.ts";
import type { App } from "../http/context.ts";
import { outliving } from "../http/declare.ts";
import { limitHere } from "../http/limit.ts";

const tags = ["Tickets"];
const content = { "application/json": { schema: Hold } };
const params = z.object({ id: z.string().max(200) });
const conflicts = [
  "sold-out",
  "withdrawn",
  "changed",
  "not-on-sale",
  "code-refused",
  "over-limit",
  "lapsed",
  "conflict",
  "invalid-state",
] as const;
const refusals = {
  400: problem("invalid-request"),
  409: problem(...conflicts),
  413: problem("too-large"),
  415: problem("unsupported-media-type"),
  429: problem("too-many-requests"),
  503: problem("busy"),
};

const placing = createRoute({
  method: "post",
  path: "/v1/holds",
  operationId: "placeHold",
  summary: "Hold tickets for a while",
  description:
    "All of the lines or none, for ten minutes. The price of each is what it is now, for as long as the hold lives. The same `Idempotency-Key` with the same body is the same hold. `replaces` gives an earlier one up in the same step.",
  tags,
  request: {
    headers: UnguessableKeyHeader,
    body: { required: true, content: { "application/json": { schema: HoldInput } } },
  },
  responses: {
    201: { description: "Held until `expiresAt`", content },
    403: problem("forbidden"),
    404: problem("not-found"),
    ...refusals,
  },
});

const reading = createRoute({
  method: "get",
  path: "/v1/holds/{id}",
  operationId: "readHold",
  summary: "A hold as it is now",
  tags,
  request: { params },
  responses: {
    200: { description: "The hold, also once it has lapsed or become an order", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const changing = createRoute({
  method: "patch",
  path: "/v1/holds/{id}",
  operationId: "changeHold",
  summary: "Other lines, another code, or more time",
  description:
    "What is refused changes nothing. Tickets that were held before keep the price they were added at, and giving some up gives up the newest; added ones cost what they cost now, as a line of their own. Where fees, tax or rounding have changed since, nothing changes, and `price-changed` has the quote by today's rules: the same request with its `quoteTag` agrees to it. More time is ten minutes from now, up to thirty in all.",
  tags,
  request: { params, body: { required: true, content: { "application/json": { schema: HoldChange } } } },
  responses: {
    200: { description: "The hold as it is now", content },
    404: problem("not-found"),
    ...refusals,
    409: problem(...conflicts, "price-changed"),
  },
});

const releasing = createRoute({
  method: "delete",
  path: "/v1/holds/{id}",
  operationId: "releaseHold",
  summary: "Give a hold up",
  description: "What it held is free at once. Again is no error; what has become an order is ended as one.",
  tags,
  request: { params },
  responses: {
    204: { description: "Nothing is held any more" },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state"),
    415: problem("unsupported-media-type"),
    503: problem("busy"),
  },
});

export const holds = newRouter<App>()
  .openapi(placing, async (c) => {
    const input = c.req.valid("json");
    limitHere(c, input.code == null ? "hold" : "code");
    const key = c.req.valid("header")["idempotency-key"];
    const hold = await placeHold(c.env, input, key, outliving(c)).catch((error: unknown) => {
      // What lapsed there is free for whoever asks again, were jobs dead.
      const eventId = asId<EventId>(input.eventId);
      const soldOut = error instanceof ProblemError && error.code === "sold-out";
      if (soldOut && eventId !== null) outliving(c)(c.env.payments.endDue(eventId));
      throw error;
    });
    return c.json(await holdReply(hold), 201, { ...PRIVATE, Location: `/v1/holds/${hold.held.holdId}` });
  })
  .openapi(reading, async (c) => {
    const hold = await readHold(c.env.shards, c.req.valid("param").id);
    if (hold === null) throw new ProblemError("not-found");
    return c.json(await holdReply(hold, await offerAgain(c.env, hold, outliving(c))), 200, PRIVATE);
  })
  .openapi(changing, async (c) => {
    const { id } = c.req.valid("param");
    const change = c.req.valid("json");
    limitHere(c, "hold-change", id);
    if (change.code != null) limitHere(c, "code");
    const hold = await changeHold(c.env, id, change, outliving(c));
    return c.json(await holdReply(hold), 200, PRIVATE);
  })
  .openapi(releasing, async (c) => {
    const hold = await readHold(c.env.shards, c.req.valid("param").id);
    if (hold === null) throw new ProblemError("not-found");
    if (!(await release(c.env.shards, hold))) {
      throw new ProblemError("invalid-state", { detail: "The hold has become an order." });
    }
    return c.body(null, 204, PRIVATE);
  });
