import { createRoute } from "@hono/zod-openapi";
import { namesTag } from "@liveotter/contracts/http/entity-tag";
import { ABSENT, SHORTLY } from "@liveotter/contracts/http/freshness";
import { DRAWING_POLICY, pictureHeaders } from "@liveotter/contracts/http/picture-headers";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { drawCover } from "@liveotter/core/cover-art";
import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { coverSize, SIZE_PATTERN, SIZED_TYPES } from "@liveotter/core/picture/sized-picture";
import { z } from "zod";
import type { App } from "../http/context.ts";
import { declare, outliving } from "../http/declare.ts";
import { absent } from "../http/reply.ts";

const picture = z.string().openapi({ format: "binary" });

const uploadedPicture = createRoute({
  method: "get",
  path: "/media/{file}",
  operationId: "readPicture",
  summary: "An uploaded cover",
  description:
    "An event's `cover` leads here when its promoter uploaded one. The address is never another picture's, so it may be kept for ever. While the picture cannot be had, another one is drawn, and not kept.",
  tags: ["Covers"],
  request: {
    params: z.object({
      file: z
        .string()
        .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?:jpg|png|webp)$/)
        .openapi({ example: "3f0c2f0e-6d3a-4a54-9d0b-5f3a0f6a9b1c.jpg" }),
    }),
  },
  responses: {
    200: {
      description: "The picture",
      content: {
        "image/jpeg": { schema: picture },
        "image/png": { schema: picture },
        "image/webp": { schema: picture },
        "image/svg+xml": { schema: z.string() },
      },
    },
    404: problem("not-found"),
  },
});

const sizedPicture = createRoute({
  method: "get",
  path: "/media/{file}/{size}",
  operationId: "readSizedPicture",
  summary: "An uploaded cover in a size",
  description:
    "Its middle, three by two, never larger than it was uploaded. While it cannot be had so, it is answered as it was uploaded, or drawn, and kept for seconds, or for minutes where it will not be had so.",
  tags: ["Covers"],
  request: { params: uploadedPicture.request.params.extend({ size: z.string().regex(new RegExp(SIZE_PATTERN)) }) },
  responses: {
    200: {
      description: "The picture; `Content-Type` says what it is",
      content: {
        "image/avif": { schema: picture },
        "image/webp": { schema: picture },
        "image/jpeg": { schema: picture },
        "image/png": { schema: picture },
        "image/svg+xml": { schema: z.string() },
      },
    },
    404: problem("not-found"),
  },
});

export const media = newRouter<App>();

declare(
  media,
  uploadedPicture,
  async (c) => {
    const file = c.req.param("file") ?? "";
    if (mediaTypeOf(file) === null) return absent(c);
    const headers = pictureHeaders(file);
    // The name says it all: whoever has it has the picture.
    if (namesTag(c.req.header("If-None-Match"), `"${file}"`)) return new Response(null, { status: 304, headers });
    const found = await c.env.pictures.read(file, outliving(c)).catch(() => null);
    return found === null ? drawnInstead(file) : new Response(found, { headers });
  },
  "/media/:file",
);

declare(
  media,
  sizedPicture,
  async (c) => {
    const file = c.req.param("file") ?? "";
    const size = coverSize(c.req.param("size") ?? "");
    if (mediaTypeOf(file) === null || size === null) return absent(c);
    const whole = pictureHeaders(file);
    const headers = { ...whole, "Content-Type": SIZED_TYPES[size.type], ETag: `"${file}/${size.width}.${size.type}"` };
    if (namesTag(c.req.header("If-None-Match"), headers.ETag)) return new Response(null, { status: 304, headers });
    const found = await c.env.pictures.readSized(file, size, outliving(c)).catch(() => null);
    if (found === null) return drawnInstead(file);
    if (found.sized === "yes") return new Response(found.picture, { headers });
    const until = found.sized === "soon" ? ABSENT : SHORTLY;
    const kept = { "Cache-Control": until, "Cloudflare-CDN-Cache-Control": until };
    return new Response(found.picture, { headers: { ...whole, ...kept } });
  },
  "/media/:file/:size",
);

function drawnInstead(file: string): Response {
  return new Response(drawCover({ seed: file, title: "", genre: "" }), {
    headers: {
      "Content-Type": "image/svg+xml; charset=utf-8",
      "Content-Security-Policy": DRAWING_POLICY,
      "Cache-Control": ABSENT,
      "Cloudflare-CDN-Cache-Control": ABSENT,
    },
  });
}
