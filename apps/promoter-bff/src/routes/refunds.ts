import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyRefund, MyRefundList, MyRefundParams } from "@liveotter/contracts/promoter/orders";
import { asId, type EventId, type RefundId } from "@liveotter/core/ids";
import { listRefunds } from "@liveotter/database/promoter/list-refunds";
import { retryRefund, settleMyRefund } from "@liveotter/database/promoter/settle-my-refund";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { refundReply } from "../orders/my-order-reply.ts";
import { orderIdIn } from "../orders/order-key.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const tags = ["Refunds"];
const content = { "application/json": { schema: MyRefund } };

const list = createRoute({
  method: "get",
  path: "/v1/refunds",
  operationId: "listRefunds",
  summary: "List your refunds",
  description:
    "Newest first. `state=needs-you` are those that wait for a person: those that failed, and those that you give back yourself, `pending` with `lastError` `by_hand`.",
  tags,
  request: { query: MyRefundParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: MyRefundList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const step = (name: "retry" | "settlement", operationId: string, summary: string, description: string) =>
  createRoute({
    method: "post",
    path: `/v1/refunds/{id}/${name}`,
    operationId,
    summary,
    description: `${description} Any other is answered as it is.`,
    tags,
    request: { params: z.object({ id: z.uuid() }) },
    responses: {
      200: { description: "The refund as it is now", content },
      404: problem("not-found"),
      ...changeRefusals,
    },
  });

const again = step(
  "retry",
  "retryRefund",
  "Have a failed refund tried again",
  "The provider is asked once more, soon.",
);
const byHand = step(
  "settlement",
  "settleRefund",
  "Note that money went back by hand",
  "For what came by transfer or at the door.",
);

const Key = z.object({ id: keyId<RefundId>() });

/** Money on its way back to fans. */
export const refunds = newRouter<MemberApp>();
refunds.use("/v1/refunds/*", signedIn);
refunds.openapi(list, async (c) => {
  const { limit = PAGE, cursor, state, eventId } = c.req.valid("query");
  const event = eventId === undefined ? undefined : (asId<EventId>(eventId.toLowerCase()) ?? undefined);
  const query = { limit, state, eventId: event, before: decodeCursor(cursor, Key)?.id };
  const page = await c.env.database((db) => listRefunds(db, c.get("me").promoter.id, query));
  const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
  return c.json({ items: page.items.map(refundReply), nextCursor }, 200);
});
for (const [route, take] of [
  [again, retryRefund],
  [byHand, settleMyRefund],
] as const) {
  refunds.openapi(route, async (c) => {
    const id = orderIdIn<RefundId>(c.req.valid("param").id);
    const refund = await c.env.database((db) => take(db, actorOf(c), id, c.env.now()));
    if (refund === null) throw new ProblemError("not-found");
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(refundReply(refund), 200);
  });
}
