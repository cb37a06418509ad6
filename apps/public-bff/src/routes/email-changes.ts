import { createRoute } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { EmailChangeInput, EmailChangeReply, OrderReply } from "@liveotter/contracts/public/orders";
import type { EmailChangeId } from "@liveotter/core/ids";
import { mailboxOf } from "@liveotter/core/person/email-key";
import { z } from "zod";
import { openedOrder, replyOf } from "../box-office/with-order.ts";
import type { App, AppContext } from "../http/context.ts";
import { limit, limitAll } from "../http/limit.ts";

const tags = ["Orders"];
const link = { params: z.object({ token: z.string() }) };

const requesting = createRoute({
  method: "post",
  path: "/v1/orders/{id}/email-changes",
  operationId: "requestOrderEmailChange",
  summary: "Correct an order's email address",
  description:
    "Mails a link to the new address. Once it is confirmed, the order's key and ticket codes are replaced and the previous address is notified. A newer request replaces an older one.",
  tags,
  security: [{ OrderKey: [] }],
  request: {
    params: z.object({ id: z.string().max(200) }),
    body: { required: true, content: { "application/json": { schema: EmailChangeInput } } },
  },
  responses: {
    202: { description: "A link was sent to the new address" },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const reading = createRoute({
  method: "get",
  path: "/v1/order-email-changes/{token}",
  operationId: "readOrderEmailChange",
  summary: "Read what a mailed link would change",
  description: "Reading changes nothing. A link works for 24 hours.",
  tags,
  request: link,
  responses: {
    200: { description: "The change", content: { "application/json": { schema: EmailChangeReply } } },
    404: problem("not-found"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

const confirming = createRoute({
  method: "post",
  path: "/v1/order-email-changes/{token}/confirmation",
  operationId: "confirmOrderEmailChange",
  summary: "Confirm an order's new email address",
  description: "Repeating it has no further effect.",
  tags,
  request: link,
  responses: {
    200: { description: "The order, with its new key", content: { "application/json": { schema: OrderReply } } },
    404: problem("not-found"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

export const emailChanges = newRouter<App>()
  .openapi(requesting, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    const input = c.req.valid("json");
    // Nobody has proved the new address yet, and it gets mail: counted by mailbox and by order.
    await limitAll(
      c,
      ["order-change", opened.orderId],
      ["order-email", opened.orderId],
      ["order-mail", mailboxOf(input.email)],
    );
    await c.env.emailChanges.request(opened, input);
    return c.body(null, 202, PRIVATE);
  })
  .openapi(reading, async (c) => {
    return c.json(await c.env.emailChanges.read(await linked(c, c.req.valid("param"))), 200, PRIVATE);
  })
  .openapi(confirming, async (c) => {
    const orderId = await c.env.emailChanges.confirm(await linked(c, c.req.valid("param")));
    const row = await c.env.orders.read(orderId);
    if (row === null) throw new ProblemError("not-found");
    return c.json(await replyOf(c, row), 200, PRIVATE);
  });

/** The change of a genuine link, counted. Forged links are refused before they count. @throws ProblemError */
async function linked(c: AppContext, { token }: { readonly token: string }): Promise<EmailChangeId> {
  const id = await c.env.emailChanges.open(token);
  await limit(c, "mailed-link", id);
  return id;
}
