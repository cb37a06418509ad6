import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "hono";
import { entityTag, namesTag } from "../http/entity-tag.ts";
import { type ApiDocument, renderDocs } from "./render-docs.ts";
import { STYLE } from "./style.ts";

/** Both change with a deploy alone. */
const FRESHNESS = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400";

/** The page loads nothing and runs nothing; its one style sheet is known by its hash. */
const policy = (styleHash: string) =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** `/openapi.json`, and the same to read at `/docs`: made by `describe` when first asked for. */
export function serveDocs<E extends Env>(app: OpenAPIHono<E>, describe: () => ApiDocument): void {
  let document: ApiDocument | undefined;
  const read = () => {
    document ??= describe();
    return document;
  };
  app.get("/openapi.json", (c) =>
    text(c.req.raw, JSON.stringify(read()), { "Content-Type": "application/json; charset=utf-8" }),
  );
  app.get("/docs", async (c) =>
    text(c.req.raw, renderDocs(read()), {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy(await base64Sha256(STYLE)),
    }),
  );
}

async function text(request: Request, body: string, more: Readonly<Record<string, string>>): Promise<Response> {
  const etag = await entityTag(body);
  const headers = { ...more, ETag: etag, "Cache-Control": FRESHNESS, "Cloudflare-CDN-Cache-Control": FRESHNESS };
  return namesTag(request.headers.get("If-None-Match") ?? undefined, etag)
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers });
}

async function base64Sha256(content: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(content));
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
