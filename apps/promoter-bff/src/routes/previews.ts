import { createRoute, z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { PreviewLink } from "@liveotter/contracts/promoter/preview";
import { instant, toIso } from "@liveotter/core/instant";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import type { MemberApp } from "../http/context.ts";
import { eventIdIn } from "../http/event-id.ts";
import { changeRefusals } from "../http/refusals.ts";
import { signedIn } from "../sign-in/sign-in.ts";

const LASTS_MS = 3_600_000;
const RETRY_SECONDS = 30;

const createPreview = createRoute({
  method: "post",
  path: "/v1/events/{id}/preview",
  operationId: "createPreview",
  summary: "Get a link that shows an event as fans would see it",
  description:
    "To whoever has it, for an hour, past all caches, with every change that is saved meanwhile. It shows this event and nothing else.",
  tags: ["Events"],
  request: { params: z.object({ id: z.uuid() }) },
  responses: {
    201: { description: "The link", content: { "application/json": { schema: PreviewLink } } },
    404: problem("not-found"),
    ...changeRefusals,
  },
});

export const previews = newRouter<MemberApp>();
previews.use("/v1/events/*", signedIn);
previews.openapi(createPreview, async (c) => {
  const where = { promoterId: c.get("me").promoter.id, eventId: eventIdIn(c.req.valid("param").id) };
  const event = await c.env.database((db) => readMyEvent(db, where));
  if (event === null) throw new ProblemError("not-found");
  // To the second, as the link has it.
  const expiresAt = instant(Math.floor((c.env.now() + LASTS_MS) / 1000) * 1000);
  const url = await c.env.previewUrl({ ...where, expiresAt });
  if (url === null)
    throw new ProblemError("busy", { detail: "There are no previews just now.", retryAfter: RETRY_SECONDS });
  return c.json({ url, expiresAt: toIso(expiresAt) }, 201);
});
