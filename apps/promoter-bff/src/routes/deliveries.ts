import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  type DeliveryConsumer,
  DeliveryList,
  DeliveryParams,
  DeliveryReplay,
  EventDeliveries,
} from "@liveotter/contracts/promoter/deliveries";
import { asId, asOutboxId, type EventId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { type Backlog, listDeliveries } from "@liveotter/database/promoter/list-deliveries";
import { type EventBacklog, readEventDeliveries } from "@liveotter/database/promoter/read-event-deliveries";
import { replayDelivery } from "@liveotter/database/promoter/replay-delivery";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor, keyNumber } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
/** News takes a second or two; what takes longer than this is told. */
const DELAYED_MS = 10_000;

const tags = ["Deliveries"];

const list = createRoute({
  method: "get",
  path: "/v1/deliveries",
  operationId: "listDeliveries",
  summary: "News of your changes that has not arrived yet",
  description:
    "Saving never waits for search, the copies at the edge, caches or mail: they hear of it afterwards. What waits for them is here, oldest first; `parked` is what was given up on until somebody has it tried again.",
  tags,
  request: { query: DeliveryParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: DeliveryList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const replay = createRoute({
  method: "post",
  path: "/v1/deliveries/{id}/replay",
  operationId: "replayDelivery",
  summary: "Have a parked delivery tried again",
  description: "One that is not parked is answered as it is, so that asking again does no harm.",
  tags,
  request: { params: z.object({ id: z.string().regex(/^[1-9]\d{0,17}$/, "a whole number") }) },
  responses: {
    202: { description: "Back in line", content: { "application/json": { schema: DeliveryReplay } } },
    404: problem("not-found"),
    ...changeRefusals,
  },
});

const ofEvent = createRoute({
  method: "get",
  path: "/v1/events/{id}/deliveries",
  operationId: "readEventDeliveries",
  summary: "Whether the fans see an event's latest state yet",
  tags,
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    200: { description: "By where they look", content: { "application/json": { schema: EventDeliveries } } },
    404: problem("not-found"),
    400: problem("invalid-request"),
    ...refusals,
  },
});

const Key = z.object({ id: keyNumber() });

/** What is on its way from the promoter's changes to everybody else. */
export const deliveries = newRouter<MemberApp>();
deliveries.use("/v1/deliveries/*", signedIn);
deliveries.use("/v1/events/:id/deliveries", signedIn);
deliveries
  .openapi(list, async (c) => {
    const { limit = PAGE, cursor, state } = c.req.valid("query");
    const query = { limit, state, after: decodeCursor(cursor, Key)?.id };
    const page = await c.env.database((db) => listDeliveries(db, c.get("me").promoter.id, query));
    const items = page.items.map(({ since, lastError, ...delivery }) => ({
      ...delivery,
      since: toIso(since),
      lastError: lastError === null ? null : withoutAddresses(lastError),
    }));
    const of = (consumer: DeliveryConsumer) => backlogReply(page.backlog.find((one) => one.consumer === consumer));
    const backlog = { search: of("search"), snapshot: of("snapshot"), cache: of("cache"), mail: of("mail") };
    return c.json({ items, nextCursor: page.after === null ? null : encodeCursor({ id: page.after }), backlog }, 200);
  })
  .openapi(replay, async (c) => {
    const id = asOutboxId(c.req.valid("param").id);
    const state = id === null ? null : await c.env.database((db) => replayDelivery(db, actorOf(c), id));
    if (id === null || state === null) throw new ProblemError("not-found");
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json({ id, state }, 202);
  })
  .openapi(ofEvent, async (c) => {
    const eventId = asId<EventId>(c.req.valid("param").id.toLowerCase());
    const where = { promoterId: c.get("me").promoter.id };
    const behind = eventId && (await c.env.database((db) => readEventDeliveries(db, { ...where, eventId })));
    if (behind === null) throw new ProblemError("not-found");
    const of = (consumer: DeliveryConsumer) =>
      progressReply(
        behind.find((one) => one.consumer === consumer),
        c.env.now(),
      );
    return c.json({ search: of("search"), snapshot: of("snapshot"), cache: of("cache") }, 200);
  });

/** An error may name hosts behind us; they are nobody's business. */
const withoutAddresses = (error: string) => error.replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, "…").slice(0, 300);

function backlogReply(backlog: Backlog | undefined) {
  const { waiting = 0, parked = 0, oldest = null } = backlog ?? {};
  return { waiting, parked, oldest: oldest === null ? null : toIso(oldest) };
}

function progressReply(backlog: EventBacklog | undefined, now: Instant) {
  if (backlog === undefined) return { state: "done" as const, since: null, delayed: false };
  const { parked, since } = backlog;
  const state = parked ? ("parked" as const) : ("waiting" as const);
  return { state, since: toIso(since), delayed: parked || now - since > DELAYED_MS };
}
