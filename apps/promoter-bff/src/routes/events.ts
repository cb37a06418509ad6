import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  EventChange,
  EventInput,
  HoldersPreview,
  HoldersPreviewInput,
  MyEvent,
} from "@liveotter/contracts/promoter/events";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { changeEvent } from "../events/change-event.ts";
import { createDraft } from "../events/create-draft.ts";
import { eventReply } from "../events/my-event-reply.ts";
import { previewHolders } from "../events/preview-holders.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { wakeJobs } from "../http/wake-jobs.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const tags = ["Events"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: MyEvent } };

const createEvent = createRoute({
  method: "post",
  path: "/v1/events",
  operationId: "createEvent",
  summary: "Create a draft",
  description:
    "Nobody else sees it before it is published. The same `Idempotency-Key` with the same body makes one event however often it comes, and is answered alike.",
  tags,
  request: {
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: EventInput } } },
  },
  responses: {
    201: { description: "The draft", headers: ETAG, content },
    409: problem("conflict"),
    ...changeRefusals,
  },
});

const readEvent = createRoute({
  method: "get",
  path: "/v1/events/{id}",
  operationId: "readEvent",
  summary: "Read one of your events",
  tags,
  request: { params },
  responses: {
    200: { description: "The event", headers: ETAG, content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const editEvent = createRoute({
  method: "patch",
  path: "/v1/events/{id}",
  operationId: "changeEvent",
  summary: "Change one of your events",
  description:
    "What is absent stays; a list that is given replaces the whole list, and its lines with an `id` are kept. A new line may have a `ref`, a word by which others of the same request point at it. What somebody has ordered stays: its lines, and the currency; lowering a quota below what is sold and in carts, or changing its ticket types while they are in carts, needs `alsoFromCarts`. Ticket holders are emailed about a new date, time or place some minutes after the last such change. Times of the sale and of price phases are read on the clocks of `sales.zone`. `If-Match` says which version the change was made from: if there is a newer one, nothing is saved.",
  tags,
  request: {
    params,
    headers: IfMatch,
    body: { required: true, content: { "application/json": { schema: EventChange } } },
  },
  responses: {
    200: { description: "The event as it is now", headers: ETAG, content },
    404: problem("not-found"),
    409: problem("invalid-state", "sold-out"),
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const holdersPreview = createRoute({
  method: "post",
  path: "/v1/events/{id}/holders-preview",
  operationId: "previewHolders",
  summary: "See who would be emailed about a change",
  description:
    "How many people have a valid ticket to the performances whose date, time or place would change. They are emailed once, some minutes after the last change is saved; what is undone before then is told to nobody. Nothing is saved here.",
  tags,
  request: { params, body: { required: true, content: { "application/json": { schema: HoldersPreviewInput } } } },
  responses: {
    200: { description: "Who would hear", content: { "application/json": { schema: HoldersPreview } } },
    404: problem("not-found"),
    ...changeRefusals,
  },
});

/** A promoter's own events. What belongs to somebody else is not there. */
export const events = newRouter<MemberApp>();
events.use("/v1/events/*", signedIn);
events
  .openapi(createEvent, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const event = await c.env.database((db) => createDraft(db, actorOf(c), c.req.valid("json"), key, c.env.now()));
    return c.json(eventReply(event), 201, { ETag: versionTag(event), Location: `/v1/events/${event.id}` });
  })
  .openapi(readEvent, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const event = await c.env.database((db) => readMyEvent(db, where));
    if (event === null) throw new ProblemError("not-found");
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  })
  .openapi(holdersPreview, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const input = c.req.valid("json");
    return c.json(await c.env.database((db) => previewHolders(db, where, input, c.env.now())), 200);
  })
  .openapi(editEvent, async (c) => {
    const version = neededVersionIn(c.req.valid("header")["if-match"]);
    const at = { eventId: eventIdIn(c.req.valid("param").id), version };
    const change = c.req.valid("json");
    const event = await changeEvent(c.env, actorOf(c), at, change);
    if (change.quotas || change.performances || change.ticketTypes) await tellEventShards(c, event.id);
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  });
