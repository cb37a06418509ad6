import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { DuplicateInput, EventActionName, MyEvent, Preflight } from "@liveotter/contracts/promoter/events";
import type { EventAction } from "@liveotter/core/event/lifecycle";
import { isError, preflight } from "@liveotter/core/event/preflight";
import type { EventId } from "@liveotter/core/ids";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { readSoldLines } from "@liveotter/database/promoter/read-sold-lines";
import type { Context } from "hono";
import { duplicateEvent } from "../events/duplicate-event.ts";
import { eventReply } from "../events/my-event-reply.ts";
import { preflightOf } from "../events/preflight-of.ts";
import { takeStep } from "../events/take-step.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatchOptional, versionIn, versionTag } from "../http/version-tag.ts";
import { wakeJobs } from "../http/wake-jobs.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const tags = ["Events"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: MyEvent } };

const readPreflight = createRoute({
  method: "get",
  path: "/v1/events/{id}/preflight",
  operationId: "preflightEvent",
  summary: "List what is wrong with an event",
  description:
    "Everything that stands in the way of publishing it (`error`) or that its promoter should know (`warning`), each with a pointer to the field.",
  tags,
  request: { params },
  responses: {
    200: { description: "What was found", content: { "application/json": { schema: Preflight } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

/** What each path does, and what it says of itself. */
const STEPS: Readonly<Record<EventActionName, Step>> = {
  publication: {
    ...{ action: "publish", operationId: "publishEvent", summary: "Publish a draft" },
    description: "From then on everybody sees it. Needs an event in which preflight finds no error.",
  },
  withdrawal: {
    ...{ action: "withdraw", operationId: "withdrawEvent", summary: "Make a draft of a published event" },
    description: "Nobody else sees it any more. Only while nothing is sold.",
  },
  postponement: {
    ...{ action: "postpone", operationId: "postponeEvent", summary: "Postpone a published event" },
    description:
      "Everybody sees that it takes place later. Nothing is sold until then; tickets stay good, and for some days whoever has them may ask for their money back.",
  },
  rescheduling: {
    ...{ action: "reschedule", operationId: "rescheduleEvent", summary: "Publish a postponed event again" },
    description:
      "Change its performances first: preflight must find no error. Everyone with a ticket is emailed the new date a few minutes later, and may return their tickets for as many days as the settings say.",
  },
  cancellation: {
    ...{ action: "cancel", operationId: "cancelEvent", summary: "Cancel an event" },
    description:
      "For good. Everybody sees that it does not take place; the sale ends at once, and whoever has paid gets their money back. For owners, once anybody has ordered.",
  },
  archiving: {
    ...{ action: "archive", operationId: "archiveEvent", summary: "Put an event away" },
    description: "For good: a draft, what is cancelled, or what is over. Nobody else sees it any more.",
  },
};

interface Step {
  readonly action: EventAction;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}

const takeEventStep = (path: EventActionName, { operationId, summary, description }: Step) =>
  createRoute({
    method: "post",
    path: `/v1/events/{id}/${path}`,
    operationId,
    summary,
    description: `${description} One that is there already is answered as it is, so asking again does no harm. \`If-Match\`, when given, says which version may go on.`,
    tags,
    request: { params, headers: IfMatchOptional },
    responses: {
      200: { description: "The event as it is now", headers: ETAG, content },
      404: problem("not-found"),
      409: problem("invalid-state", "conflict"),
      412: problem("precondition-failed"),
      ...changeRefusals,
    },
  });

const duplicate = createRoute({
  method: "post",
  path: "/v1/events/{id}/duplicate",
  operationId: "duplicateEvent",
  summary: "Copy an event to other days",
  description:
    "As a new draft: each local date moves by `shiftDays`, what the clocks show stays. A time that the clocks skip there, or show twice, is refused with a pointer into the event. The same `Idempotency-Key` with the same body makes one copy.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: DuplicateInput } } },
  },
  responses: {
    201: { description: "The copy, a draft", headers: ETAG, content },
    404: problem("not-found"),
    409: problem("conflict"),
    ...changeRefusals,
  },
});

/** What becomes of a promoter's own events. */
export const eventSteps = newRouter<MemberApp>();
eventSteps.use("/v1/events/*", signedIn);
eventSteps
  .openapi(readPreflight, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const event = await c.env.database((db) => readMyEvent(db, where));
    if (event === null) throw new ProblemError("not-found");
    const findings = preflight(preflightOf(event), c.env.now());
    return c.json({ version: event.version, publishable: !findings.some(isError), findings }, 200);
  })
  .openapi(duplicate, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const source = eventIdIn(c.req.valid("param").id);
    const input = c.req.valid("json");
    const event = await c.env.database((db) => duplicateEvent(db, actorOf(c), source, input, key, c.env.now()));
    return c.json(eventReply(event), 201, { ETag: versionTag(event), Location: `/v1/events/${event.id}` });
  });
for (const path of EventActionName.options) {
  const step = STEPS[path];
  eventSteps.openapi(takeEventStep(path, step), async (c) => {
    const at = {
      eventId: eventIdIn(c.req.valid("param").id),
      version: versionIn(c.req.valid("header")["if-match"]),
    };
    if (step.action === "cancel") await refuseToRefundAll(c, at.eventId);
    const event = await c.env.database((db) => takeStep(db, actorOf(c), at, step.action, c.env.now()));
    await tellEventShards(c, event.id);
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  });
}

/** Cancelling gives everybody their money back: that is for owners to decide. @throws ProblemError */
async function refuseToRefundAll(c: Context<MemberApp>, eventId: EventId): Promise<void> {
  const { promoter } = c.get("me");
  if (promoter.role === "owner") return;
  const { ordered } = await c.env.database((db) => readSoldLines(db, { promoterId: promoter.id, eventId }));
  if (ordered) throw new ProblemError("forbidden", { detail: "Somebody has ordered: only owners may cancel it." });
}
