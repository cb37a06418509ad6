import { createRoute } from "@hono/zod-openapi";
import { newRouter } from "@liveotter/contracts/http/router";
import { ExportLine } from "@liveotter/contracts/promoter/export";
import { recordExport } from "@liveotter/database/promoter/export-page";
import { exportLines } from "../export/export-lines.ts";
import { actorOf } from "../http/actor.ts";
import type { MemberApp } from "../http/context.ts";
import { refusals } from "../http/refusals.ts";
import { ownerOnly, signedIn } from "../sign-in/sign-in.ts";

const exportAll = createRoute({
  method: "get",
  path: "/v1/export",
  operationId: "exportEverything",
  summary: "Take all of your data with you",
  description:
    "One JSON object a line: the organisation, its members, open invitations, series, events, imports, codes, orders and the audit log. The last line says `end`; without it something was cut off. For owners alone, and written down in the audit log.",
  tags: ["Organisation"],
  responses: {
    200: { description: "Line by line", content: { "application/x-ndjson": { schema: ExportLine } } },
    ...refusals,
  },
});

/** A promoter's own data, as a stream: a page of it in memory at a time. */
export const exporting = newRouter<MemberApp>();
exporting.use("/v1/export", signedIn, ownerOnly);
// Registered beside its handler: the router knows no typed answer that is a stream.
exporting.openAPIRegistry.registerPath(exportAll);
exporting.get(exportAll.path, async (c) => {
  const { id, slug } = c.get("me").promoter;
  await c.env.database((db) => recordExport(db, actorOf(c)));
  const pages = exportLines(c.env, id);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pages.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value.map((line) => `${JSON.stringify(line)}\n`).join("")));
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
  return c.body(body, 200, {
    "Content-Type": "application/x-ndjson; charset=utf-8",
    "Content-Disposition": `attachment; filename="${slug}.ndjson"`,
  });
});
