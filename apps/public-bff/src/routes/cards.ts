import { createRoute } from "@hono/zod-openapi";
import { namesTag } from "@liveotter/contracts/http/entity-tag";
import { IMMUTABLE, SHORTLY } from "@liveotter/contracts/http/freshness";
import { PICTURE_POLICY } from "@liveotter/contracts/http/picture-headers";
import { newRouter, problem } from "@liveotter/contracts/http/router";
import { Slug } from "@liveotter/contracts/public/catalogue";
import { LOCALES } from "@liveotter/core/long-time";
import { cardMark } from "@liveotter/core/share-card";
import { z } from "zod";
import type { App, AppContext } from "../http/context.ts";
import { declare, outliving, withQuestion, withSlug } from "../http/declare.ts";
import { limitHere } from "../http/limit.ts";
import { queryParser } from "../http/query.ts";
import { absent } from "../http/reply.ts";
import { cardType } from "../pictures/share-cards.ts";
import { readPublicEvent } from "./events.ts";

const CardParams = z.object({
  locale: z.enum(LOCALES).default("en").openapi({ description: "Of its date" }),
  v: z.string().max(20).optional().openapi({ description: "Changes with what it shows: then it may be kept for ever" }),
});
type CardParams = z.output<typeof CardParams>;

const picture = z.string().openapi({ format: "binary" });

const shareCard = createRoute({
  method: "get",
  path: "/v1/events/{slug}/card.png",
  operationId: "readCard",
  summary: "The picture for where an event is shared",
  description: "Its cover, name, dates and place. Fans' pages link to it as `/events/{slug}/card.png` or `.jpg`.",
  tags: ["Covers"],
  request: { params: z.object({ slug: Slug }), query: CardParams },
  responses: {
    200: {
      description: "1200 by 630; with an uploaded cover a JPEG",
      content: { "image/png": { schema: picture }, "image/jpeg": { schema: picture } },
    },
    400: problem("invalid-request"),
    404: problem("not-found"),
    429: problem("too-many-requests"),
    503: problem("busy"),
  },
});

export const cards = newRouter<App>();

declare(
  cards,
  shareCard,
  withQuestion(
    queryParser(CardParams, (value) => ({ ok: true, value })),
    async (c, params) => withSlug(c, c.req.param("slug") ?? "", (slug) => answer(c, slug, params)),
  ),
);

async function answer(c: AppContext, slug: string, { locale, v }: CardParams): Promise<Response> {
  const event = await readPublicEvent(c, slug);
  if (event === null) return absent(c);
  const mark = cardMark(event);
  const etag = `"${slug}.${locale}.${mark}"`;
  const headersFor = (kept: string) => ({
    "Content-Security-Policy": PICTURE_POLICY,
    "Cache-Control": kept,
    "Cloudflare-CDN-Cache-Control": kept,
    ETag: etag,
  });
  const lasting = v === mark ? IMMUTABLE : SHORTLY;
  if (namesTag(c.req.header("If-None-Match"), etag)) {
    return new Response(null, { status: 304, headers: headersFor(lasting) });
  }
  const kept = await c.env.cards.kept(event, locale);
  if (kept !== null) return new Response(kept, { headers: { ...headersFor(lasting), "Content-Type": cardType(kept) } });
  limitHere(c, "card");
  const drawing = c.env.cards.draw(event, locale, outliving(c));
  // Whoever fetches it may not wait; whoever fetches it next need not.
  outliving(c)(drawing.catch(() => {}));
  const { card, whole } = await drawing;
  const { ETag: _, ...unsure } = headersFor(SHORTLY);
  return new Response(card, { headers: { ...(whole ? headersFor(lasting) : unsure), "Content-Type": cardType(card) } });
}
