import { createRoute, z } from "@hono/zod-openapi";
import { IdempotencyKeyHeader } from "@liveotter/contracts/http/idempotency-key";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import {
  Code,
  CodeChange,
  CodeFileParams,
  CodeInput,
  CodeList,
  CodeParams,
  CodesInput,
  CodesMade,
} from "@liveotter/contracts/promoter/codes";
import type { CodeId } from "@liveotter/core/ids";
import { asId } from "@liveotter/core/ids";
import { listCodes } from "@liveotter/database/promoter/list-codes";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { BYTE_ORDER_MARK } from "../csv/csv-line.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { changeRefusals, refusals } from "../http/refusals.ts";
import { textStream } from "../http/text-stream.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { changeCode } from "../selling/change-code.ts";
import { codeReply } from "../selling/code-reply.ts";
import { CODES_HEADER, codeLine } from "../selling/codes-csv.ts";
import { makeCode, makeCodes } from "../selling/make-codes.ts";
import { tellEventShards } from "../selling/tell-event-shards.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;
const FILE_PAGE = 1000;
const tags = ["Codes"];
const params = z.object({ id: z.uuid() });
const content = { "application/json": { schema: Code } };

const list = createRoute({
  method: "get",
  path: "/v1/events/{id}/codes",
  operationId: "listCodes",
  summary: "List an event's codes",
  description: "Newest first. `q` finds parts of a code, `tag` a batch.",
  tags,
  request: { params, query: CodeParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: CodeList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const file = createRoute({
  method: "get",
  path: "/v1/events/{id}/codes.csv",
  operationId: "downloadCodes",
  summary: "Download an event's codes, as CSV",
  description:
    "All, or those with a `tag`, newest first. UTF-8; fields that a spreadsheet would calculate begin with an apostrophe.",
  tags,
  request: { params, query: CodeFileParams },
  responses: {
    200: { description: "All rows", content: { "text/csv": { schema: z.string() } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const create = createRoute({
  method: "post",
  path: "/v1/events/{id}/codes",
  operationId: "createCode",
  summary: "Make a code",
  description:
    "A promo, access or presale code: what it does to prices, what it opens, how often and until when. Times are read on the clocks of the event's sale. The same `Idempotency-Key` with the same body makes one.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: CodeInput } } },
  },
  responses: {
    201: { description: "The code", headers: ETAG, content },
    404: problem("not-found"),
    409: problem("conflict", "sold-out"),
    ...changeRefusals,
  },
});

const createBatch = createRoute({
  method: "post",
  path: "/v1/events/{id}/codes/batches",
  operationId: "createCodes",
  summary: "Make up to 10,000 codes that do the same",
  description:
    "Unguessable ones (`count`, each behind the `prefix`), or those of a list; all or none. The `tag` finds them again, in the list and as a file. The same `Idempotency-Key` with the same body makes them once.",
  tags,
  request: {
    params,
    headers: IdempotencyKeyHeader,
    body: { required: true, content: { "application/json": { schema: CodesInput } } },
  },
  responses: {
    201: { description: "How many were made", content: { "application/json": { schema: CodesMade } } },
    404: problem("not-found"),
    409: problem("conflict", "sold-out"),
    ...changeRefusals,
  },
});

const change = createRoute({
  method: "patch",
  path: "/v1/events/{id}/codes/{codeId}",
  operationId: "changeCode",
  summary: "Change a code, or switch it off",
  description:
    "What is absent stays. Blocking capacity or removing uses that fans' carts hold needs `alsoFromCarts`. What was ordered with it stays as it is, also where it may be used less often now.",
  tags,
  request: {
    params: params.extend({ codeId: z.uuid() }),
    headers: IfMatch,
    body: { required: true, content: { "application/json": { schema: CodeChange } } },
  },
  responses: {
    200: { description: "The code as it is now", headers: ETAG, content },
    404: problem("not-found"),
    409: problem("sold-out"),
    412: problem("precondition-failed"),
    428: problem("precondition-required"),
    ...changeRefusals,
  },
});

const Key = z.object({ id: keyId<CodeId>() });

/** Codes of promoters' own events. */
export const codes = newRouter<MemberApp>();
codes.use("/v1/events/*", signedIn);
codes
  .openapi(list, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const { limit = PAGE, cursor, q, tag } = c.req.valid("query");
    const query = { limit, before: decodeCursor(cursor, Key)?.id, q: q || undefined, tag: tag || undefined };
    const [page, event] = await c.env.database((db) =>
      Promise.all([listCodes(db, where, query), readMyEvent(db, where)]),
    );
    if (page === null || event === null) throw new ProblemError("not-found");
    const items = page.items.map((code) => codeReply(code, event.sales.zone, c.env.now()));
    return c.json({ items, nextCursor: page.after === null ? null : encodeCursor({ id: page.after }) }, 200);
  })
  .openapi(file, async (c) => {
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const { tag } = c.req.valid("query");
    const pageBefore = (before: CodeId | undefined) =>
      c.env.database((db) => listCodes(db, where, { limit: FILE_PAGE, before, tag: tag || undefined }));
    const [first, event] = await Promise.all([pageBefore(undefined), c.env.database((db) => readMyEvent(db, where))]);
    if (first === null || event === null) throw new ProblemError("not-found");
    const now = c.env.now();
    async function* lines(): AsyncGenerator<string> {
      yield BYTE_ORDER_MARK + CODES_HEADER;
      for (let page = first; page !== null; page = page.after === null ? null : await pageBefore(page.after))
        yield page.items.map((code) => codeLine(code, now)).join("");
    }
    return c.body(textStream(lines()), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="codes-${event.slug}.csv"`,
    });
  })
  .openapi(create, async (c) => {
    const eventId = eventIdIn(c.req.valid("param").id);
    const key = c.req.valid("header")["idempotency-key"];
    const { code, event } = await makeCode(c.env, actorOf(c), eventId, c.req.valid("json"), key);
    await tellEventShards(c, eventId);
    return c.json(codeReply(code, event.sales.zone, c.env.now()), 201, { ETag: versionTag(code) });
  })
  .openapi(createBatch, async (c) => {
    const eventId = eventIdIn(c.req.valid("param").id);
    const key = c.req.valid("header")["idempotency-key"];
    const made = await makeCodes(c.env, actorOf(c), eventId, c.req.valid("json"), key);
    await tellEventShards(c, eventId);
    return c.json(made, 201);
  })
  .openapi(change, async (c) => {
    const version = neededVersionIn(c.req.valid("header")["if-match"]);
    const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
    const codeId = asId<CodeId>(c.req.valid("param").codeId.toLowerCase());
    if (codeId === null) throw new ProblemError("not-found");
    const at = { eventId: where.eventId, codeId, version };
    const { code, event } = await changeCode(c.env, actorOf(c), at, c.req.valid("json"));
    await tellEventShards(c, where.eventId);
    return c.json(codeReply(code, event.sales.zone, c.env.now()), 200, { ETag: versionTag(code) });
  });
