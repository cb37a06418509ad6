import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  MyOrder,
  MyOrderList,
  MyOrderParams,
  OrderEmailInput,
  PaymentReceived,
  RefundChoice,
  RefundInput,
  RefundPreview,
  VoidChoice,
  VoidInput,
  VoidPreview,
} from "@liveotter/contracts/promoter/orders";
import { asId, type EventId, type OrderId } from "@liveotter/core/ids";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { newId } from "@liveotter/database/new-id";
import { cancelMyOrder } from "@liveotter/database/promoter/cancel-my-order";
import { changeOrderEmail } from "@liveotter/database/promoter/change-order-email";
import { listMyOrders } from "@liveotter/database/promoter/list-my-orders";
import type { MyOrder as StoredOrder } from "@liveotter/database/promoter/my-order";
import { readMyOrder } from "@liveotter/database/promoter/read-my-order";
import { resendMail } from "@liveotter/database/promoter/resend-mail";
import type { Context } from "hono";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { giveBack } from "../orders/give-back.ts";
import { mayResend, orderReply, summaryReply } from "../orders/my-order-reply.ts";
import { noteMoney } from "../orders/note-money.ts";
import { ORDER_KEY, orderIdIn } from "../orders/order-key.ts";
import { planOf, previewReply } from "../orders/preview-refund.ts";
import { voidPlanOf, voidPreviewReply } from "../orders/preview-void.ts";
import { refuseOutcome, sellingRefusal } from "../orders/selling-refusal.ts";
import { voidTickets } from "../orders/void-tickets.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { limit } from "../sign-in/limits.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const tags = ["Orders"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: MyOrder } };

const list = createRoute({
  method: "get",
  path: "/v1/orders",
  operationId: "listOrders",
  summary: "Find your orders",
  description:
    "Newest first; guests among them. `q` is a number, the beginning of an address, or a part of a name; all given filters hold at once.",
  tags,
  request: { query: MyOrderParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: MyOrderList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const read = createRoute({
  method: "get",
  path: "/v1/orders/{id}",
  operationId: "readOrder",
  summary: "Read an order and all that became of it",
  tags,
  request: { params },
  responses: {
    200: { description: "The order", content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const preview = createRoute({
  method: "post",
  path: "/v1/orders/{id}/refund-preview",
  operationId: "previewRefund",
  summary: "See what a refund would do",
  description:
    "What goes back, which fees stay, which tickets are void and what room is free afterwards. Nothing is done.",
  tags,
  request: { params, body: { required: true, content: { "application/json": { schema: RefundChoice } } } },
  responses: {
    200: { description: "What it would do", content: { "application/json": { schema: RefundPreview } } },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

const refund = createRoute({
  method: "post",
  path: "/v1/orders/{id}/refunds",
  operationId: "createRefund",
  summary: "Give money back",
  description:
    "All that is left, some tickets, or an amount; with `total`, what its preview said: where that would be another by now, nothing is done. Tickets are void and their room is free at once, and the money follows: by the card's provider, or by hand. The same `Idempotency-Key` with the same body refunds once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: RefundInput } } },
  },
  responses: {
    201: { description: "The order as it is now", content },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

const voidPreview = createRoute({
  method: "post",
  path: "/v1/orders/{id}/void-preview",
  operationId: "previewVoid",
  summary: "See what voiding tickets would do",
  description:
    "Which tickets become void, which places come free and what the buyer is told. Nothing is done. Send its `version` with the request that does it.",
  tags,
  request: { params, body: { required: true, content: { "application/json": { schema: VoidChoice } } } },
  responses: {
    200: { description: "What it would do", content: { "application/json": { schema: VoidPreview } } },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

const voids = createRoute({
  method: "post",
  path: "/v1/orders/{id}/voids",
  operationId: "createVoid",
  summary: "Void tickets without a refund",
  description:
    "After fraud or a lost dispute: the tickets stop working at once, at the door too, the buyer is told, and no money moves. With `freePlaces` their places go back on sale; without it they stay taken, and the same call frees them later. `version` is the preview's: if the order has changed since, 409 and nothing is done. The same `Idempotency-Key` with the same body does it once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: VoidInput } } },
  },
  responses: {
    201: { description: "The order as it is now", content },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

const received = createRoute({
  method: "post",
  path: "/v1/orders/{id}/payment-received",
  operationId: "receivePayment",
  summary: "Record money that came by transfer or at the door",
  description:
    "Any amount. Too little: the order stays pending, the buyer is told what is missing, and the rest may follow. All of it: the order is paid and its tickets go out. Too much: the difference is a refund for you to make by hand. An expired order is paid if all of it came and its places are still free; if they are in fans' carts, it needs `alsoFromCarts`. Otherwise, and for an order that is paid or cancelled already, the money is to go back by hand. The same `Idempotency-Key` with the same body records it once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: PaymentReceived } } },
  },
  responses: {
    200: { description: "The order as it is now", content },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state", "sold-out"),
    ...changeRefusals,
  },
});

const cancel = createRoute({
  method: "post",
  path: "/v1/orders/{id}/cancellation",
  operationId: "cancelOrder",
  summary: "Cancel an order that is not paid",
  description:
    "Its places are free at once. One that was cancelled already is answered as it is; what is paid is refunded instead.",
  tags,
  request: { params },
  responses: {
    200: { description: "The order as it is now", content },
    404: problem("not-found"),
    409: problem("invalid-state"),
    ...changeRefusals,
  },
});

const mail = createRoute({
  method: "post",
  path: "/v1/orders/{id}/mails",
  operationId: "resendMail",
  summary: "Mail an order's tickets again",
  description: "To the address that it was placed with. The same `Idempotency-Key` mails once.",
  tags,
  request: { params, headers: IdempotencyKeyHeader },
  responses: {
    202: { description: "It is on its way", content },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

const changeEmail = createRoute({
  method: "post",
  path: "/v1/orders/{id}/email",
  operationId: "changeOrderEmail",
  summary: "Correct an order's email address",
  description:
    "The previous address loses access: links and ticket codes sent to it stop working, and it is notified. The tickets are sent to the new address. Repeating a request with the same `Idempotency-Key` has no further effect.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: OrderEmailInput } } },
  },
  responses: {
    200: { description: "The order as it is now", content },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

/** What fans ordered of a promoter's events. */
export const orders = newRouter<MemberApp>();
orders.use("/v1/orders/*", signedIn);
orders
  .openapi(list, async (c) => {
    const { limit = PAGE, cursor, q, eventId, state, ...filters } = c.req.valid("query");
    const query = {
      ...{ ...filters, limit, q: q || undefined, after: decodeCursor(cursor, ORDER_KEY) },
      eventId: eventId === undefined ? undefined : (asId<EventId>(eventId.toLowerCase()) ?? undefined),
      state: state === "partly-refunded" ? ("partly_refunded" as const) : state,
    };
    const page = await c.env.database((db) => listMyOrders(db, c.get("me").promoter.id, query));
    const nextCursor = page.after === null ? null : encodeCursor(page.after);
    return c.json({ items: page.items.map(summaryReply), nextCursor }, 200);
  })
  .openapi(read, async (c) => c.json(await shown(c, await found(c, c.req.valid("param"))), 200))
  .openapi(preview, async (c) => {
    const order = await found(c, c.req.valid("param"));
    return c.json(previewReply(order, planOf(order, c.req.valid("json"))), 200);
  })
  .openapi(refund, async (c) => {
    const input = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const id = orderIdIn<OrderId>(c.req.valid("param").id);
    const order = await c.env.database((db) => giveBack(db, actorOf(c), id, input, key, c.env.now()));
    return c.json(await shown(c, await told(c, order)), 201);
  })
  .openapi(voidPreview, async (c) => {
    const choice = c.req.valid("json");
    const order = await found(c, c.req.valid("param"));
    const link = await c.env.orderUrl(order);
    return c.json(voidPreviewReply(order, voidPlanOf(order, choice), choice, link), 200);
  })
  .openapi(voids, async (c) => {
    const input = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const id = orderIdIn<OrderId>(c.req.valid("param").id);
    const order = await c.env.database((db) => voidTickets(db, actorOf(c), id, input, key, c.env.now()));
    return c.json(await shown(c, await told(c, order)), 201);
  })
  .openapi(received, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const order = await found(c, c.req.valid("param"));
    const done = await noteMoney(c.env, actorOf(c), order, c.req.valid("json"), key);
    return c.json(await shown(c, await told(c, done)), 200);
  })
  .openapi(cancel, async (c) => {
    const id = orderIdIn<OrderId>(c.req.valid("param").id);
    const order = await c.env
      .database((db) => cancelMyOrder(db, actorOf(c), id, c.env.now()))
      .catch(sellingRefusal(""));
    if (order === null) throw new ProblemError("not-found");
    if (order.state !== "cancelled" && order.state !== "expired")
      throw new ProblemError("invalid-state", { detail: "It is paid: refund it instead." });
    return c.json(await shown(c, await told(c, order)), 200);
  })
  .openapi(changeEmail, async (c) => {
    const { email } = c.req.valid("json");
    const key = c.req.valid("header")["idempotency-key"];
    const order = await found(c, c.req.valid("param"));
    await limit(c, "tickets", emailKeyOf(email));
    const request = { key, body: JSON.stringify(["email", order.id, email]), changeId: newId() };
    const address = { email, emailKey: emailKeyOf(email) };
    const at = { orderId: order.id, version: order.version };
    const done = await c.env
      .database((db) => changeOrderEmail(db, actorOf(c), at, address, request, c.env.now()))
      .catch(sellingRefusal(""));
    if (done.outcome !== "done") return refuseOutcome(done.outcome);
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(await shown(c, done.order), 200);
  })
  .openapi(mail, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const order = await found(c, c.req.valid("param"));
    if (!mayResend(order))
      throw new ProblemError("invalid-state", { detail: "There are no tickets to mail, or nobody to mail them to." });
    await limit(c, "tickets", emailKeyOf(order.email ?? ""));
    const request = { key, body: JSON.stringify(["mail", order.id]), mailId: newId() };
    const done = await c.env.database((db) => resendMail(db, actorOf(c), order.id, request));
    if (done.outcome !== "done") return refuseOutcome(done.outcome);
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(await shown(c, done.order), 202);
  });

async function found(c: Context<MemberApp>, { id }: { readonly id: string }): Promise<StoredOrder> {
  const orderId = orderIdIn<OrderId>(id);
  const order = await c.env.database((db) => readMyOrder(db, c.get("me").promoter.id, orderId));
  if (order === null) throw new ProblemError("not-found");
  return order;
}

const shown = async (c: Context<MemberApp>, order: StoredOrder) => orderReply(order, await c.env.orderUrl(order));

/** Whoever counts and whoever mails hears of it. */
async function told(c: Context<MemberApp>, order: StoredOrder): Promise<StoredOrder> {
  await tellEventShards(c, order.eventId);
  c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
  return order;
}
