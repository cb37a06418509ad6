import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { UnguessableKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { OrderInput, OrderReply } from "@liveotter/contracts/public/orders";
import { mailboxOf } from "@liveotter/core/person/email-key";
import { z } from "zod";
import { cancelOrder } from "../box-office/cancel-order.ts";
import { placeOrder } from "../box-office/place-order.ts";
import { openedOrder, readOpened, readReply, replyOf, secretOf } from "../box-office/with-order.ts";
import type { App } from "../http/context.ts";
import { outliving } from "../http/declare.ts";
import { limit, limitAll } from "../http/limit.ts";

const tags = ["Orders"];
const content = { "application/json": { schema: OrderReply } };
const params = z.object({ id: z.string().max(200) });

const placing = createRoute({
  method: "post",
  path: "/v1/orders",
  operationId: "placeOrder",
  summary: "Order what is held",
  description:
    "Of a hold comes one order, however often and from wherever it is asked for. `total` and `quoteTag` say what the fan was shown: where it costs something else by now, or asks something else, nothing is ordered, and the problem has the new quote. A lapsed hold is taken again if that is still possible, by the rules of today; without `quoteTag`, other fees, taxes or questions are refused even at the same total. An order that costs nothing is paid at once. `confirming` means that nobody knows yet: the same request again tells.",
  tags,
  request: {
    headers: UnguessableKeyHeader,
    body: { required: true, content: { "application/json": { schema: OrderInput } } },
  },
  responses: {
    201: { description: "The order; `key` opens it", content },
    400: problem("invalid-request"),
    409: problem(
      "lapsed",
      "sold-out",
      "withdrawn",
      "changed",
      "price-changed",
      "not-on-sale",
      "code-refused",
      "over-limit",
      "conflict",
    ),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("confirming", "busy"),
  },
});

const bearer = [{ OrderKey: [] }];

const reading = createRoute({
  method: "get",
  path: "/v1/orders/{id}",
  operationId: "readOrder",
  summary: "An order as it is now",
  description: "For whoever has its key, as `Authorization: Bearer …`.",
  tags,
  security: bearer,
  request: { params },
  responses: {
    200: { description: "The order", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    503: problem("busy"),
  },
});

const cancelling = createRoute({
  method: "post",
  path: "/v1/orders/{id}/cancellation",
  operationId: "cancelOrder",
  summary: "Cancel an order",
  description:
    "A pending one: its payment is called off first. A paid one while its fan may ask for the money back, until `refundableUntil`: the tickets end, and the refund begins.",
  tags,
  security: bearer,
  request: { params, headers: UnguessableKeyHeader },
  responses: {
    200: { description: "The order as it is now", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("confirming", "busy"),
  },
});

export const orders = newRouter<App>()
  .openapi(placing, async (c) => {
    const input = c.req.valid("json");
    const row = await c.env.ordering.run(async () => {
      await limitAll(c, ["order", input.holdId], ["order-mail", mailboxOf(input.email)]);
      secretOf(c);
      return placeOrder(c.env, input, c.req.valid("header")["idempotency-key"], outliving(c));
    });
    return c.json(await replyOf(c, row), 201, { ...PRIVATE, Location: `/v1/orders/${row.id}` });
  })
  .openapi(reading, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    const row = await readOpened(c, opened);
    const again = await c.env.payments.catchUp(row);
    return c.json(again ? await readReply(c, opened) : await replyOf(c, row), 200, PRIVATE);
  })
  .openapi(cancelling, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    await limit(c, "order-change", opened.orderId);
    const row = await cancelOrder(c.env, await readOpened(c, opened), c.req.valid("header")["idempotency-key"]);
    return c.json(await replyOf(c, row), 200, PRIVATE);
  });

orders.openAPIRegistry.registerComponent("securitySchemes", "OrderKey", {
  type: "http",
  scheme: "bearer",
  description: "The `key` of an order: the last part of its page's address.",
});
