import { createRoute, z } from "@hono/zod-openapi";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { AuditList, AuditParams } from "@liveotter/contracts/promoter/audit";
import { toIso } from "@liveotter/core/instant";
import { listAudit } from "@liveotter/database/promoter/list-audit";
import type { MemberApp } from "../http/context.ts";
import { decodeCursor, encodeCursor, keyNumber } from "../http/page-cursor.ts";
import { refusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const PAGE = 50;

const readAudit = createRoute({
  method: "get",
  path: "/v1/audit",
  operationId: "readAudit",
  summary: "Who did what",
  description:
    "Newest first; everything, or what one person did (`actorId`), or what was done to one thing (`subjectId`).",
  tags: ["Audit log"],
  request: { query: AuditParams },
  responses: {
    200: { description: "A page", content: { "application/json": { schema: AuditList } } },
    400: problem("invalid-request"),
    ...refusals,
  },
});

const Key = z.object({ id: keyNumber() });

/** The promoter's audit log. */
export const audit = newRouter<MemberApp>();
audit.use("/v1/audit", signedIn);
audit.openapi(readAudit, async (c) => {
  const { limit = PAGE, cursor, ...filters } = c.req.valid("query");
  const query = { limit, before: decodeCursor(cursor, Key)?.id, ...filters };
  const page = await c.env.database((db) => listAudit(db, c.get("me").promoter.id, query));
  const nextCursor = page.after === null ? null : encodeCursor({ id: page.after });
  return c.json({ items: page.items.map((entry) => ({ ...entry, at: toIso(entry.at) })), nextCursor }, 200);
});
