import type { Context } from "hono";
import type { App } from "../http/context.ts";

const MAX_LENGTH = 300;

/** What the browser calls itself, for the list of sessions; `null` when it does not say. */
export function userAgentOf<E extends App>(c: Context<E>): string | null {
  const name = c.req
    .header("User-Agent")
    ?.replace(/[^\x20-\x7e]/g, "")
    .trim()
    .slice(0, MAX_LENGTH);
  return name || null;
}
