import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  MySeries,
  MySeriesList,
  MySeriesParams,
  type MySeries as MySeriesReply,
  SeriesInput,
} from "@liveotter/contracts/promoter/series";
import { asId, type SeriesId } from "@liveotter/core/ids";
import { toIso } from "@liveotter/core/instant";
import { listSeries } from "@liveotter/database/promoter/list-series";
import type { MySeries as StoredSeries } from "@liveotter/database/promoter/my-series";
import { renameSeries } from "@liveotter/database/promoter/rename-series";
import { changedSince } from "../events/change-event.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { newSeries } from "../series/new-series.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const tags = ["Series"];
const content = { "application/json": { schema: MySeries } };
const body = { required: true, content: { "application/json": { schema: SeriesInput } } };

const list = createRoute({
  method: "get",
  path: "/v1/series",
  operationId: "listSeries",
  summary: "List your series",
  description: "Newest first.",
  tags,
  request: { query: MySeriesParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: MySeriesList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/series",
  operationId: "createSeries",
  summary: "Make a series",
  description: "The same `Idempotency-Key` with the same body makes one series however often it comes.",
  tags,
  request: { headers: IdempotencyKeyHeader, body },
  responses: {
    201: { description: "The series", headers: ETAG, content },
    409: problem("conflict"),
    ...changeRefusals,
  },
});

const rename = createRoute({
  method: "patch",
  path: "/v1/series/{id}",
  operationId: "renameSeries",
  summary: "Give a series another name",
  description: "Its public events show the new name as soon as a change of their own would show. Its address stays.",
  tags,
  request: { params: z.object({ id: z.uuid() }), headers: IfMatch, body },
  responses: {
    200: { description: "The series as it is now", headers: ETAG, content },
    404: problem("not-found"),
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const Key = z.object({ id: keyId<SeriesId>() });

/** A promoter's own series. */
export const series = newRouter<MemberApp>();
series.use("/v1/series/*", signedIn);
series
  .openapi(list, async (c) => {
    const { limit = PAGE, cursor } = c.req.valid("query");
    const after = decodeCursor(cursor, Key)?.id;
    const page = await c.env.database((db) => listSeries(db, c.get("me").promoter.id, { limit, after }));
    const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
    return c.json({ items: page.items.map(seriesReply), nextCursor }, 200);
  })
  .openapi(create, async (c) => {
    const key = c.req.valid("header")["idempotency-key"];
    const made = await c.env.database((db) => newSeries(db, actorOf(c), c.req.valid("json"), key));
    return c.json(seriesReply(made), 201, { ETag: versionTag(made) });
  })
  .openapi(rename, async (c) => {
    const version = neededVersionIn(c.req.valid("header")["if-match"]);
    const seriesId = asId<SeriesId>(c.req.valid("param").id.toLowerCase());
    if (seriesId === null) throw new ProblemError("not-found");
    const { name } = c.req.valid("json");
    const renamed = await c.env.database((db) => renameSeries(db, actorOf(c), { seriesId, version }, name));
    if (renamed.outcome === "unknown") throw new ProblemError("not-found");
    if (renamed.outcome === "changed-since") throw changedSince();
    c.executionCtx.waitUntil(c.env.wake(c.get("requestId")));
    return c.json(seriesReply(renamed.series), 200, { ETag: versionTag(renamed.series) });
  });

function seriesReply({ createdAt, ...series }: StoredSeries): MySeriesReply {
  return { ...series, createdAt: toIso(createdAt) };
}
