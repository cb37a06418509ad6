import { createRoute, z } from "@hono/zod-openapi";
import { namesTag } from "@liveotter/contracts/http/entity-tag";
import { pictureHeaders } from "@liveotter/contracts/http/picture-headers";
import { ProblemError, problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { MyEvent } from "@liveotter/contracts/promoter/events";
import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { eventReply } from "../events/my-event-reply.ts";
import { removeCover, replaceCover } from "../events/replace-cover.ts";
import { actorOf } from "../http/actor.ts";
import type { App, MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { readFile } from "../http/read-file.ts";
import { changeRefusals, fileRefusals } from "../http/refusals.ts";
import { ETAG, IfMatch, neededVersionIn, versionTag } from "../http/version-tag.ts";
import { wakeJobs } from "../http/wake-jobs.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const MAX_BYTES = 8 * 1024 * 1024;

const tags = ["Events"];
const picture = { schema: z.string().openapi({ format: "binary" }) };
const pictures = { "image/jpeg": picture, "image/png": picture, "image/webp": picture };
const params = z.object({ id: z.uuid() });
const responses = {
  200: {
    description: "The event as it is now",
    headers: ETAG,
    content: { "application/json": { schema: MyEvent } },
  },
  404: problem("not-found"),
  409: problem("invalid-state"),
  412: problem("precondition-failed"),
  428: problem("precondition-required"),
};

const putCover = createRoute({
  method: "put",
  path: "/v1/events/{id}/cover",
  operationId: "replaceCover",
  summary: "Upload an event's cover",
  description:
    "A JPEG, PNG or WebP still of at most 8 MB, 200 to 6000 pixels a side and 24 million in all; what it is, its bytes say. Nothing is kept of the file but the picture: no place, no camera, no comments.",
  tags,
  request: { params, headers: IfMatch, body: { required: true, content: pictures } },
  responses: { ...responses, ...fileRefusals },
});

const deleteCover = createRoute({
  method: "delete",
  path: "/v1/events/{id}/cover",
  operationId: "removeCover",
  summary: "Take an event's cover away",
  description: "From then on one is drawn.",
  tags,
  request: { params, headers: IfMatch },
  responses: { ...responses, ...changeRefusals },
});

export const covers = newRouter<MemberApp>();
covers.use("/v1/events/*", signedIn);
covers
  .openapi(putCover, async (c) => {
    const at = {
      eventId: eventIdIn(c.req.valid("param").id),
      version: neededVersionIn(c.req.valid("header")["if-match"]),
    };
    const event = await c.env.withPicture(async () =>
      replaceCover(c.env, actorOf(c), at, await readFile(c.req.raw, MAX_BYTES)),
    );
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  })
  .openapi(deleteCover, async (c) => {
    const at = {
      eventId: eventIdIn(c.req.valid("param").id),
      version: neededVersionIn(c.req.valid("header")["if-match"]),
    };
    const event = await c.env.database((db) => removeCover(db, actorOf(c), at));
    wakeJobs(c, event);
    return c.json(eventReply(event), 200, { ETag: versionTag(event) });
  });

/** The same picture as on the fans' host, so that the studio loads nothing from elsewhere. */
export const media = newRouter<App>();
media.get("/media/:file", async (c) => {
  const file = c.req.param("file");
  if (mediaTypeOf(file) === null) throw new ProblemError("not-found");
  const headers = pictureHeaders(file);
  if (namesTag(c.req.header("If-None-Match"), `"${file}"`)) return new Response(null, { status: 304, headers });
  const found = await c.env.getPicture(file).catch(() => undefined);
  if (found === undefined) return problemReply(c, "busy", { retryAfter: 2 });
  return found === null ? problemReply(c, "not-found") : new Response(found, { headers });
});
