import { refusalUnlessJson } from "@liveotter/contracts/http/unless-json";
import { createMiddleware } from "hono/factory";
import type { App } from "./context.ts";

/** Refuses a body that is not JSON. */
export const jsonOnly = createMiddleware<App>(async (c, next) => refusalUnlessJson(c, c.req.raw) ?? next());
