import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { createMiddleware } from "hono/factory";
import type { App } from "./context.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses changes that another site's page sends with our cookie: browsers say where a request comes from, and that
 * must be us. A request that does not say is refused as well; other clients add the header.
 */
export const sameOrigin = createMiddleware<App>(async (c, next) => {
  if (SAFE.has(c.req.method)) return next();
  const origin = c.req.header("Origin");
  const own = [c.env.origin, new URL(c.req.url).origin];
  if (origin !== undefined && own.includes(origin)) return next();
  return problemReply(c, "forbidden", { detail: "The Origin header must name this site." });
});
