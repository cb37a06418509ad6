import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { RevocationList, RevocationParams } from "@liveotter/contracts/promoter/revocations";
import type { CredentialId } from "@liveotter/core/ids";
import { instant, toIso } from "@liveotter/core/instant";
import { listRevocations } from "@liveotter/database/promoter/list-revocations";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { decodeCursor, encodeCursor, keyId } from "../http/page-cursor.ts";
import { refusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 1000;

const list = createRoute({
  method: "get",
  path: "/v1/events/{id}/revocations",
  operationId: "listRevocations",
  summary: "List the codes that open no door any more",
  description:
    "What a scanner has with it beside the public keys of tickets: codes that are genuine and were replaced, or whose tickets were cancelled.",
  tags: ["Attendees"],
  request: { params: z.object({ id: z.uuid() }), query: RevocationParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: RevocationList } } },
    400: problem("invalid-request"),
    404: problem("not-found"),
    ...refusals,
  },
});

const Key = z.object({ id: keyId<CredentialId>() });

/** What scanners refuse. */
export const revocations = newRouter<MemberApp>();
revocations.use("/v1/events/*", signedIn);
revocations.openapi(list, async (c) => {
  const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
  const { since, cursor, limit = PAGE } = c.req.valid("query");
  const query = {
    limit,
    after: decodeCursor(cursor, Key)?.id,
    since: since === undefined ? undefined : instant(Date.parse(since)),
  };
  const page = await c.env.database((db) => listRevocations(db, where, query));
  if (page === null) throw new ProblemError("not-found");
  const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
  return c.json({ items: page.items.map(({ at, ...one }) => ({ ...one, at: toIso(at) })), nextCursor }, 200);
});
