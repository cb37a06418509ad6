import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Block,
  BlockInput,
  BlockList,
  Guest,
  GuestInput,
  GuestList,
  GuestParams,
} from "@liveotter/contracts/promoter/capacity";
import type { OrderId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { listBlocks, type MyBlock, releaseBlock } from "@liveotter/database/promoter/change-block";
import { listGuests, type MyGuest } from "@liveotter/database/promoter/place-guest";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { decodeCursor, encodeCursor } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { cancelGuest } from "../orders/cancel-guest.ts";
import { ORDER_KEY, orderIdIn } from "../orders/order-key.ts";
import { blockPlaces } from "../selling/block-places.ts";
import { giveTickets } from "../selling/give-tickets.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { limit } from "../sign-in/limits.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const tags = ["Capacity"];
const params = z.object({ id: z.uuid() });

const blockList = createRoute({
  method: "get",
  path: "/v1/events/{id}/blocks",
  operationId: "listBlocks",
  summary: "List what is kept out of the sale",
  description: "Newest first, at most 500; those released are not there.",
  tags,
  request: { params },
  responses: {
    200: { description: "The blocks", content: { "application/json": { schema: BlockList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const block = createRoute({
  method: "post",
  path: "/v1/events/{id}/blocks",
  operationId: "createBlock",
  summary: "Keep some of a quota out of the sale",
  description:
    "What is sold or kept for codes cannot be blocked. Blocking what is in fans' carts needs `alsoFromCarts`. The same `Idempotency-Key` with the same body blocks once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: BlockInput } } },
  },
  responses: {
    201: { description: "The block", content: { "application/json": { schema: Block } } },
    404: problem("not-found"),
    409: problem("conflict", "sold-out", "invalid-state"),
    ...changeRefusals,
  },
});

const release = createRoute({
  method: "delete",
  path: "/v1/events/{id}/blocks/{blockId}",
  operationId: "releaseBlock",
  summary: "Put what was blocked back into the sale",
  description: "One that was released already stays so.",
  tags,
  request: { params: params.extend({ blockId: z.uuid() }) },
  responses: { 204: { description: "It is free" }, 404: problem("not-found"), ...changeRefusals },
});

const guestList = createRoute({
  method: "get",
  path: "/v1/events/{id}/guests",
  operationId: "listGuests",
  summary: "List an event's guests",
  description: "Newest first; those cancelled are there too.",
  tags,
  request: { params, query: GuestParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: GuestList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const guest = createRoute({
  method: "post",
  path: "/v1/events/{id}/guests",
  operationId: "createGuest",
  summary: "Give tickets to a guest",
  description:
    "They cost nothing, use capacity like any other ticket (taking it from fans' carts needs `alsoFromCarts`), and are mailed at once where there is an address. The same `Idempotency-Key` with the same body gives them once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: GuestInput } } },
  },
  responses: {
    201: { description: "The guest", content: { "application/json": { schema: Guest } } },
    404: problem("not-found"),
    409: problem("conflict", "sold-out", "invalid-state"),
    ...changeRefusals,
  },
});

const uninvite = createRoute({
  method: "delete",
  path: "/v1/events/{id}/guests/{orderId}",
  operationId: "cancelGuest",
  summary: "Take a guest's tickets back",
  description: "Their room is free, their codes open no door. A guest that was cancelled already stays so.",
  tags,
  request: { params: params.extend({ orderId: z.uuid() }) },
  responses: {
    204: { description: "They are void" },
    404: problem("not-found"),
    409: problem("conflict", "invalid-state"),
    ...changeRefusals,
  },
});

/** What promoters do with capacity themselves. */
export const capacity = newRouter<MemberApp>();
capacity.use("/v1/events/*", signedIn);
capacity
  .openapi(blockList, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const blocks = await c.env.database((db) => listBlocks(db, where));
    if (blocks === null) throw new ProblemError("not-found");
    return c.json({ items: blocks.map(blockReply) }, 200);
  })
  .openapi(block, async (c) => {
    const eventId = eventIdIn(c.req.valid("param").id);
    const key = c.req.valid("header")["idempotency-key"];
    const made = await blockPlaces(c.env, actorOf(c), eventId, c.req.valid("json"), key);
    await tellEventShards(c, eventId);
    return c.json(blockReply(made), 201);
  })
  .openapi(release, async (c) => {
    const { id, blockId } = c.req.valid("param");
    const at = { eventId: eventIdIn(id), blockId };
    const known = await c.env.database((db) => releaseBlock(db, actorOf(c), at, c.env.now()));
    if (!known) throw new ProblemError("not-found");
    await tellEventShards(c, at.eventId);
    return c.body(null, 204);
  })
  .openapi(guestList, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const { limit = PAGE, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, ORDER_KEY);
    const page = await c.env.database((db) => listGuests(db, where, { limit, after }));
    if (page === null) throw new ProblemError("not-found");
    const nextCursor = page.after === null ? null : encodeCursor(page.after);
    return c.json({ items: page.items.map(guestReply), nextCursor }, 200);
  })
  .openapi(guest, async (c) => {
    const eventId = eventIdIn(c.req.valid("param").id);
    const key = c.req.valid("header")["idempotency-key"];
    const input = c.req.valid("json");
    if (input.email != null) await limit(c, "tickets", emailKeyOf(input.email));
    const placed = await giveTickets(c.env, actorOf(c), eventId, input, key);
    await tellEventShards(c, eventId);
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(guestReply(placed), 201);
  })
  .openapi(uninvite, async (c) => {
    const { id, orderId } = c.req.valid("param");
    const at = { eventId: eventIdIn(id), orderId: orderIdIn<OrderId>(orderId) };
    await c.env.database((db) => cancelGuest(db, actorOf(c), at, c.env.now()));
    await tellEventShards(c, at.eventId);
    return c.body(null, 204);
  });

const blockReply = ({ createdAt, ...block }: MyBlock) => ({ ...block, createdAt: toIso(createdAt) });
const guestReply = ({ createdAt, ...guest }: MyGuest) => ({ ...guest, createdAt: toIso(createdAt) });
