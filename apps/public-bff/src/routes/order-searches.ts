import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyOrders, OrderSearch, OrderSearchCode, OrderSearchSession } from "@liveotter/contracts/public/orders";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { bearerOf } from "../http/bearer.ts";
import type { App } from "../http/context.ts";
import { limit } from "../http/limit.ts";

const tags = ["Orders"];
const security = [{ OrderSearchKey: [] }];
const refusals = {
  400: problem("invalid-request"),
  413: problem("too-large"),
  415: problem("unsupported-media-type"),
  429: problem("too-many-requests"),
  503: problem("busy"),
};

const searching = createRoute({
  method: "post",
  path: "/v1/order-searches",
  operationId: "searchOrders",
  summary: "Have a code mailed that shows all orders of an address",
  description:
    "The answer is the same for every address. Where there are orders, six digits are mailed, good once, for ten minutes and five tries; a code before them ends.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: OrderSearch } } } },
  responses: { 202: { description: "If there are orders, a code is on its way" }, ...refusals },
});

const opening = createRoute({
  method: "post",
  path: "/v1/order-searches/sessions",
  operationId: "openOrderSearch",
  summary: "See all orders by the code",
  description:
    "With `Authorization: Bearer` of a session under way, the address becomes one more of that session's person, who sees the orders of all their addresses from then on.",
  tags,
  request: { body: { required: true, content: { "application/json": { schema: OrderSearchCode } } } },
  responses: {
    201: { description: "Open for an hour", content: { "application/json": { schema: OrderSearchSession } } },
    401: problem("unauthenticated"),
    ...refusals,
  },
});

const ending = createRoute({
  method: "delete",
  path: "/v1/order-searches/sessions",
  operationId: "closeOrderSearch",
  summary: "End a session",
  description: "That of the `Authorization: Bearer` key. Again is no error.",
  tags,
  security,
  responses: {
    204: { description: "There is no such session any more" },
    415: problem("unsupported-media-type"),
    503: problem("busy"),
  },
});

const reading = createRoute({
  method: "get",
  path: "/v1/my/orders",
  operationId: "readMyOrders",
  summary: "All orders of a fan",
  description: "Of all addresses that were proved, the newest 200. `Authorization: Bearer` takes the session's key.",
  tags,
  security,
  responses: {
    200: {
      description: "The orders, each with the key that opens it",
      content: { "application/json": { schema: MyOrders } },
    },
    401: problem("unauthenticated"),
    503: problem("busy"),
  },
});

export const orderSearches = newRouter<App>()
  .openapi(searching, async (c) => {
    const search = c.req.valid("json");
    await limit(c, "order-search", emailKeyOf(search.email));
    await c.env.fanOrders.search(search);
    return c.body(null, 202, PRIVATE);
  })
  .openapi(opening, async (c) => {
    const code = c.req.valid("json");
    await limit(c, "order-code", emailKeyOf(code.email));
    return c.json(await c.env.fanOrders.open(code, bearerOf(c)), 201, PRIVATE);
  })
  .openapi(ending, async (c) => {
    const key = bearerOf(c);
    if (key !== null) await c.env.fanOrders.close(key);
    return c.body(null, 204, PRIVATE);
  })
  .openapi(reading, async (c) => {
    const key = bearerOf(c);
    if (key === null) {
      throw new ProblemError("unauthenticated", { detail: "Send the session's key as Authorization: Bearer …" });
    }
    return c.json(await c.env.fanOrders.read(key), 200, PRIVATE);
  });

orderSearches.openAPIRegistry.registerComponent("securitySchemes", "OrderSearchKey", {
  type: "http",
  scheme: "bearer",
  description: "The `key` of a session that was begun with a mailed code.",
});
