import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { createMiddleware } from "hono/factory";
import type { App } from "./context.ts";

const JSON_TYPE = /^application\/json(?:\s*;|$)/i;

/** Refuses a body that is not JSON, so that no form of another site's page can pass for one. */
export const jsonOnly = createMiddleware<App>(async (c, next) => {
  const type = c.req.header("Content-Type");
  // Clients say "POST without a body" in either way.
  const empty = c.req.raw.body === null || c.req.header("Content-Length") === "0";
  if (type === undefined ? empty : JSON_TYPE.test(type)) return next();
  return problemReply(c, "unsupported-media-type", { detail: "Send application/json." });
});
