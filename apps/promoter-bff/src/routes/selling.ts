import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Selling, SellingInput } from "@liveotter/contracts/promoter/selling";
import { readMySelling } from "@liveotter/database/promoter/read-my-selling";
import { stopSale } from "@liveotter/database/promoter/stop-sale";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { changeSelling } from "../selling/change-selling.ts";
import { sellingReply } from "../selling/selling-reply.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const tags = ["Selling"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: Selling } };

const read = createRoute({
  method: "get",
  path: "/v1/events/{id}/selling",
  operationId: "readSelling",
  summary: "Read how an event is sold",
  description: "Ways to pay, limits, what fans are asked. Every event has it from the beginning.",
  tags,
  request: { params },
  responses: {
    200: { description: "How it is sold", headers: ETAG, content },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const replace = createRoute({
  method: "put",
  path: "/v1/events/{id}/selling",
  operationId: "replaceSelling",
  summary: "Say how an event is sold",
  description:
    "The whole of it; it holds for every order that begins afterwards. A question with its `id` is kept, and stays of its kind; one that is left out is asked no more, and its answers stay. `If-Match` says which version it was made from.",
  tags,
  request: {
    params,
    headers: IfMatch,
    body: { required: true, content: { "application/json": { schema: SellingInput } } },
  },
  responses: {
    200: { description: "How it is sold from now on", headers: ETAG, content },
    404: problem("not-found"),
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const stopOrStart = (step: "stop" | "start", summary: string, description: string) =>
  createRoute({
    method: "post",
    path: `/v1/events/{id}/sale-${step}`,
    operationId: `${step}Sale`,
    summary,
    description: `${description} One that is so already is answered as it is.`,
    tags,
    request: { params },
    responses: {
      200: { description: "How it is sold now", headers: ETAG, content },
      404: problem("not-found"),
      ...changeRefusals,
    },
  });

const stop = stopOrStart(
  "stop",
  "Stop the sale by hand",
  "No new holds, no new orders, from the answer on. What is ordered may still be paid.",
);
const start = stopOrStart("start", "Let the sale go on", "When tickets are sold otherwise, the event itself says.");

/** How promoters sell their events. */
export const selling = newRouter<MemberApp>();
selling.use("/v1/events/*", signedIn);
selling
  .openapi(read, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const found = await c.env.database((db) => readMySelling(db, where));
    if (found === null) throw new ProblemError("not-found");
    return c.json(sellingReply(found), 200, { ETag: versionTag(found) });
  })
  .openapi(replace, async (c) => {
    const version = neededVersionIn(c.req.valid("header")["if-match"]);
    const at = { eventId: eventIdIn(c.req.valid("param").id), version };
    const changed = await c.env.database((db) => changeSelling(db, actorOf(c), at, c.req.valid("json")));
    return c.json(sellingReply(changed), 200, { ETag: versionTag(changed) });
  });
for (const [route, stopped] of [
  [stop, true],
  [start, false],
] as const) {
  selling.openapi(route, async (c) => {
    const eventId = eventIdIn(c.req.valid("param").id);
    const changed = await c.env.database((db) => stopSale(db, actorOf(c), eventId, stopped));
    if (changed === null) throw new ProblemError("not-found");
    await tellEventShards(c, eventId);
    return c.json(sellingReply(changed), 200, { ETag: versionTag(changed) });
  });
}
