import { createRoute } from "@hono/zod-openapi";
import { namesTag } from "@liveotter/contracts/http/entity-tag";
import { IMMUTABLE, SHORTLY } from "@liveotter/contracts/http/freshness";
import { DRAWING_POLICY } from "@liveotter/contracts/http/picture-headers";
import { newRouter } from "@liveotter/contracts/http/router";
import { Slug } from "@liveotter/contracts/public/catalogue";
import { coverMark } from "@liveotter/core/cover-address";
import { drawCover } from "@liveotter/core/cover-art";
import { z } from "zod";
import type { App, AppContext } from "../http/context.ts";
import { declare } from "../http/declare.ts";
import { type PublicEvent, readPublicEvent } from "./events.ts";

const drawnCover = createRoute({
  method: "get",
  path: "/covers/{seed}.svg",
  operationId: "drawCover",
  summary: "A drawn cover",
  description:
    "The address in an event's `cover` changes with the picture, so it may be kept for ever. Any other seed draws something too.",
  tags: ["Covers"],
  request: {
    params: z.object({
      seed: z
        .string()
        .regex(/^[a-z0-9.-]{1,150}$/)
        .openapi({ description: "An event's slug and mark" }),
    }),
  },
  responses: {
    200: { description: "1200 by 800", content: { "image/svg+xml": { schema: z.string() } } },
  },
});

export const covers = newRouter<App>();

declare(
  covers,
  drawnCover,
  async (c) => {
    const [slug = "", mark] = (c.req.param("file") ?? "").slice(0, -".svg".length).split(".");
    const event = await eventOf(c, slug);
    const current = event !== null && coverMark(event) === mark;
    const etag = `"${slug.slice(0, 120).replace(/[^a-z0-9-]/g, "")}.${event === null ? "" : coverMark(event)}"`;
    const kept = current ? IMMUTABLE : SHORTLY;
    const headers = {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Content-Security-Policy": DRAWING_POLICY,
      "Cache-Control": kept,
      "Cloudflare-CDN-Cache-Control": kept,
      ETag: etag,
    };
    if (namesTag(c.req.header("If-None-Match"), etag)) return new Response(null, { status: 304, headers });
    return new Response(drawCover({ seed: slug, title: event?.name ?? "", genre: event?.genre ?? "" }), { headers });
  },
  "/covers/:file{[^/]+\\.svg}",
);

/** The event as far as anybody can tell now: a picture never fails for want of it. */
async function eventOf(c: AppContext, slug: string): Promise<PublicEvent | null> {
  if (!Slug.safeParse(slug).success) return null;
  return readPublicEvent(c, slug).catch(() => null);
}
