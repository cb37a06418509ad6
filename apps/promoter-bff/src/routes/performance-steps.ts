import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyEvent, PerformanceCancellation, PerformanceCancellationPreview } from "@liveotter/contracts/promoter/events";
import { asId, type PerformanceId } from "@liveotter/core/ids";
import { cancelPerformance, previewCancellation } from "../events/cancel-performance.ts";
import { eventReply } from "../events/my-event-reply.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatchOptional, versionIn, versionTag } from "../http/version-tag.ts";
import { wakeJobs } from "../http/wake-jobs.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const tags = ["Events"];
const params = z.object({ id: z.uuid(), performanceId: z.uuid() });

const preview = createRoute({
  method: "get",
  path: "/v1/events/{id}/performances/{performanceId}/cancellation-preview",
  operationId: "previewPerformanceCancellation",
  summary: "See what cancelling one performance would do",
  description: "How many orders and tickets it has, what would be refunded, and who would be emailed. Nothing is done.",
  tags,
  request: { params },
  responses: {
    200: {
      description: "What it would do",
      content: { "application/json": { schema: PerformanceCancellationPreview } },
    },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const cancel = createRoute({
  method: "post",
  path: "/v1/events/{id}/performances/{performanceId}/cancellation",
  operationId: "cancelPerformance",
  summary: "Cancel one performance of several",
  description:
    "For good. Nothing of it is sold any more, unpaid orders that contain it end, and its tickets are refunded in the background; other tickets of the same orders stay valid. `passes` is needed once passes that admit to it are sold. Each buyer is emailed once. `GET /v1/events/{id}/refund-progress` shows how far it is. One that is cancelled already is answered as it is, so asking again does no harm. `If-Match`, when given, says which version of the event may go on. For owners, once it has orders.",
  tags,
  request: {
    params,
    headers: IfMatchOptional,
    body: { required: true, content: { "application/json": { schema: PerformanceCancellation } } },
  },
  responses: {
    200: { description: "The event as it is now", headers: ETAG, content: { "application/json": { schema: MyEvent } } },
    404: problem("not-found"),
    409: problem("invalid-state", "conflict"),
    412: problem("precondition-failed"),
    ...changeRefusals,
  },
});

/** What becomes of one performance of an event. */
export const performanceSteps = newRouter<MemberApp>();
performanceSteps.use("/v1/events/*", signedIn);
performanceSteps
  .openapi(preview, async (c) => {
    const where = placeIn(c.req.valid("param"));
    return c.json(await c.env.database((db) => previewCancellation(db, actorOf(c), where)), 200);
  })
  .openapi(cancel, async (c) => {
    const at = { ...placeIn(c.req.valid("param")), version: versionIn(c.req.valid("header")["if-match"]) };
    const choice = c.req.valid("json");
    const owns = c.get("me").promoter.role === "owner";
    const event = await c.env.database((db) => cancelPerformance(db, actorOf(c), at, choice, owns));
    await tellEventShards(c, event.id);
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  });

/** @throws ProblemError: what is no id names nothing */
function placeIn({ id, performanceId: text }: { readonly id: string; readonly performanceId: string }) {
  const performanceId = asId<PerformanceId>(text.toLowerCase());
  if (performanceId === null) throw new ProblemError("not-found");
  return { eventId: eventIdIn(id), performanceId };
}
