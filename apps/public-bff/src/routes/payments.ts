import { createRoute, z } from "@hono/zod-openapi";
import { PRIVATE } from "@liveotter/contracts/http/freshness";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { PaymentInput, PaymentReply } from "@liveotter/contracts/public/orders";
import type { Instant } from "@liveotter/core/instant";
import { payBy } from "@liveotter/core/order/pay-by";
import { sha256 } from "@liveotter/database/sha256";
import { readTestWebhook } from "@liveotter/integrations/payments/test-webhook";
import { paymentRefused } from "../box-office/payment-refused.ts";
import { confirming } from "../box-office/refuse.ts";
import { type OpenedOrder, openedOrder, readOpened, readReply } from "../box-office/with-order.ts";
import { NotConfiguredError } from "../catalogue/source.ts";
import type { App, AppContext } from "../http/context.ts";
import { limitAll } from "../http/limit.ts";

const MAX_WEBHOOK_BYTES = 64 * 1024;

const pay = createRoute({
  method: "post",
  path: "/v1/orders/{id}/payments",
  operationId: "payOrder",
  summary: "Pay an order",
  description:
    "One attempt by card at a time, also while a transfer or payment at the door is awaited: that stays open, so if the card fails its deadline still applies. The same `Idempotency-Key` is the same attempt, which charges once however often it comes. An answer may say `confirming`: nobody knows yet, and the order says it later.",
  tags: ["Orders"],
  security: [{ OrderKey: [] }],
  request: {
    params: z.object({ id: z.string().max(200) }),
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: PaymentInput } } },
  },
  responses: {
    201: { description: "The attempt as it stands", content: { "application/json": { schema: PaymentReply } } },
    400: problem("invalid-request"),
    401: problem("unauthenticated"),
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    429: problem("too-many-requests"),
    503: problem("confirming", "busy"),
  },
});

const hear = createRoute({
  method: "post",
  path: "/v1/webhooks/payments/{provider}",
  operationId: "hearOfPayment",
  summary: "Hear of a payment",
  description: "For payment providers: signed by them, and sent again until it is taken.",
  tags: ["Webhooks"],
  request: {
    params: z.object({ provider: z.enum(["test"]) }),
    headers: z.object({ "payment-signature": z.string().max(200).optional() }),
  },
  responses: {
    204: { description: "Taken" },
    400: problem("invalid-request"),
    413: problem("too-large"),
    415: problem("unsupported-media-type"),
    503: problem("busy"),
  },
});

/** Until when an order could be paid by transfer or at the door; `null`: it is too late for that. */
async function deadline(c: AppContext, opened: OpenedOrder, method: "transfer" | "door"): Promise<Instant | null> {
  const order = await readOpened(c, opened);
  return payBy({ ...order.payTerms, methods: order.paymentMethods }, method, c.env.now());
}

export const payments = newRouter<App>()
  .openapi(pay, async (c) => {
    const opened = await openedOrder(c, c.req.valid("param").id);
    const { orderId } = opened;
    await limitAll(c, ["order-change", orderId], ["payment", orderId]);
    const input = c.req.valid("json");
    const paymentId = await c.env.payments
      .pay({
        ...(input.method !== "card" && { until: await deadline(c, opened, input.method) }),
        ...{ ...opened, method: input.method, requestKey: c.req.valid("header")["idempotency-key"] },
        card: input.method === "card" ? { token: input.token, returnUrl: input.returnUrl ?? null } : null,
        requestHash: await sha256(JSON.stringify(input)),
      })
      .catch((error: unknown) => {
        throw paymentRefused(error);
      });
    // It stands: where it cannot be read now, the same request reads it later.
    const order = await readReply(c, opened).catch((error: unknown) => {
      throw confirming(error);
    });
    const payment = order.payments.find(({ id }) => id === paymentId);
    if (payment === undefined) throw new Error("a payment that stands is not there");
    return c.json(payment, 201, PRIVATE);
  })
  .openapi(hear, async (c) => {
    const { paymentsWebhookSecret: secret, now } = c.env;
    if (secret === null) throw new NotConfiguredError("PAYMENTS_WEBHOOK_SECRET");
    const body = new Uint8Array(await c.req.arrayBuffer());
    if (body.length > MAX_WEBHOOK_BYTES) throw new ProblemError("too-large");
    const signature = c.req.valid("header")["payment-signature"] ?? "";
    const news = await readTestWebhook(secret, body, signature, now());
    if (news === null) {
      const errors = [{ pointer: "Payment-Signature", detail: "is not the provider's, or not of now" }];
      throw new ProblemError("invalid-request", { errors });
    }
    const outcome = await c.env.payments.hear(news);
    c.env.metrics.count("payment_webhooks_total", { about: news.about, outcome });
    return c.body(null, 204, PRIVATE);
  });
