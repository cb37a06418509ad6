import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter } from "@liveotter/contracts/http/router";
import { bodyLimit } from "hono/body-limit";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import type { App } from "./http/context.ts";
import { jsonOnly } from "./http/json-only.ts";
import { onError } from "./http/on-error.ts";
import { sameOrigin } from "./http/same-origin.ts";
import { session } from "./routes/session.ts";

/** An event with 200 performances and a long text is some 150 kB. */
const MAX_BODY_BYTES = 512 * 1024;

export const app = newRouter<App>();
app.onError(onError);
app.notFound((c) => problemReply(c, "not-found"));
app.use(requestId({ limitLength: 100 }), secureHeaders(), async (c, next) => {
  await next();
  if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
});
app.use(
  "/v1/*",
  sameOrigin,
  jsonOnly,
  bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => problemReply(c, "too-large") }),
);
app.route("/", session);
