import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { EventChange, EventInput, MyEvent } from "@liveotter/contracts/promoter/events";
import { asId, type EventId } from "@liveotter/core/ids";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import type { MyEvent as StoredEvent } from "@liveotter/database/promoter/my-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { Context } from "hono";
import { changeEvent } from "../events/change-event.ts";
import { createDraft } from "../events/create-draft.ts";
import { eventReply } from "../events/my-event-reply.ts";
import { publish } from "../events/publish.ts";
import type { MemberApp } from "../http/context.ts";
import { versionIn, versionTag } from "../http/version-tag.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const tags = ["Events"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: MyEvent } };
const etag = { ETag: { schema: { type: "string" as const }, description: "Its version, for `If-Match`" } };
const refusals = { 401: problem("unauthenticated"), 503: problem("busy") };
const changeRefusals = {
  ...refusals,
  403: problem("forbidden"),
  413: problem("too-large"),
  415: problem("unsupported-media-type"),
};

const createEvent = createRoute({
  method: "post",
  path: "/v1/events",
  operationId: "createEvent",
  summary: "Create a draft",
  description:
    "Nobody else sees it before it is published. The same `Idempotency-Key` with the same body makes one event however often it comes, and is answered alike.",
  tags,
  request: {
    headers: z.object({
      "idempotency-key": z
        .string()
        .max(200)
        .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
        .openapi({
          description: "New for each event; a UUID serves well.",
          example: "0198c5b2-6a3e-7e01-9f0c-3f6f6a1b2c3d",
        }),
    }),
    body: { required: true, content: { "application/json": { schema: EventInput } } },
  },
  responses: {
    201: { description: "The draft", headers: etag, content },
    400: problem("invalid-request"),
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
    200: { description: "The event", headers: etag, content },
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
    "What is absent stays; a list that is given replaces the whole list, and its lines with an `id` are kept. `If-Match` says which version the change was made from: if there is a newer one, nothing is saved.",
  tags,
  request: {
    params,
    headers: z.object({
      "if-match": z
        .string()
        .optional()
        .openapi({ description: "The ETag that was read.", example: '"3"', param: { required: true } }),
    }),
    body: { required: true, content: { "application/json": { schema: EventChange } } },
  },
  responses: {
    200: { description: "The event as it is now", headers: etag, content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state"),
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const publishEvent = createRoute({
  method: "post",
  path: "/v1/events/{id}/publication",
  operationId: "publishEvent",
  summary: "Publish a draft",
  description:
    "From then on everybody sees it. Needs a performance that is not over. An event that is published already is answered as it is, so asking again does no harm. `If-Match`, when given, says which version may go public.",
  tags,
  request: {
    params,
    headers: z.object({ "if-match": z.string().optional().openapi({ example: '"3"' }) }),
  },
  responses: {
    200: { description: "The event, published", headers: etag, content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    409: problem("invalid-state", "conflict"),
    412: problem("precondition-failed"),
    ...changeRefusals,
  },
});

/** A promoter's own events. What belongs to somebody else is not there. */
export const events = newRouter<MemberApp>();
events.use("/v1/events/*", signedIn);
events
  .openapi(createEvent, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const event = await c.env.database((db) => createDraft(db, actor(c), c.req.valid("json"), key));
    return c.json(eventReply(event), 201, { ETag: versionTag(event), Location: `/v1/events/${event.id}` });
  })
  .openapi(readEvent, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventId(c.req.valid("param").id) };
    const event = await c.env.database((db) => readMyEvent(db, where));
    if (event === null) throw new ProblemError("not-found");
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  })
  .openapi(editEvent, async (c) => {
    const version = versionIn(c.req.valid("header")["if-match"]);
    if (version === undefined) throw new ProblemError("precondition-required", { detail: "Send If-Match." });
    const at = { eventId: eventId(c.req.valid("param").id), version };
    const event = await c.env.database((db) => changeEvent(db, actor(c), at, c.req.valid("json")));
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  })
  .openapi(publishEvent, async (c) => {
    const at = { eventId: eventId(c.req.valid("param").id), version: versionIn(c.req.valid("header")["if-match"]) };
    const event = await c.env.database((db) => publish(db, actor(c), at, c.env.now()));
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  });

function actor(c: Context<MemberApp>): Actor {
  const { promoter, user } = c.get("me");
  return { promoterId: promoter.id, userId: user.id, requestId: c.get("requestId") };
}

function eventId(text: string): EventId {
  const id = asId<EventId>(text.toLowerCase());
  if (id === null) throw new ProblemError("not-found");
  return id;
}

/** After the commit, behind the answer. Changes of a draft are nobody's business, so nothing waits in the outbox. */
function wakeJobs(c: Context<MemberApp>, { status }: StoredEvent): void {
  if (status !== "draft") c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
}
