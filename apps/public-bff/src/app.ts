import type { OpenAPIHono } from "@hono/zod-openapi";
import { serveDocs } from "@liveotter/contracts/docs/serve-docs";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { frameworkProblem, newRouter } from "@liveotter/contracts/http/router";
import { NothingAnswersError } from "@liveotter/integrations/cache/tiered-cache";
import type { App, AppContext } from "./http/context.ts";
import { labelled } from "./http/labelled.ts";
import { apiDocument } from "./openapi-document.ts";
import { covers } from "./routes/covers.ts";
import { events } from "./routes/events.ts";
import { facets } from "./routes/facets.ts";
import { health } from "./routes/health.ts";
import { media } from "./routes/media.ts";
import { previews } from "./routes/previews.ts";
import { search } from "./routes/search.ts";
import { suggest } from "./routes/suggest.ts";
import { venues } from "./routes/venues.ts";

/** Seconds after which an answer may be there again: a load's deadline and a little. */
const RETRY_AFTER = 2;
const METHODS = "GET, HEAD, OPTIONS";

/** All routes, and what they have in common. */
export function createApp(): OpenAPIHono<App> {
  const app = newRouter<App>();
  app.use(labelled);
  for (const routes of [events, facets, venues, search, suggest, covers, media, previews, health])
    app.route("/", routes);
  serveDocs(app, () => apiDocument(app));
  for (const path of new Set(app.routes.filter(({ method }) => method === "GET").map(({ path }) => path))) {
    app.all(path, otherMethods);
  }
  app.notFound((c) => problemReply(c, "not-found"));
  app.onError((error, c) => {
    const problem = frameworkProblem(c, error);
    if (problem !== null) return problem;
    c.set("failure", error);
    // Said with a time to come back, so that those turned away do not all try again at once.
    if (error instanceof NothingAnswersError) return problemReply(c, "busy", { retryAfter: RETRY_AFTER });
    return problemReply(c, "internal");
  });
  return app;
}

/** Everything here is read-only: what is not GET or HEAD is either a browser asking first, or refused unread. */
function otherMethods(c: AppContext): Response {
  if (c.req.method !== "OPTIONS") {
    const response = problemReply(c, "method-not-allowed", { detail: `Only ${METHODS} are known here.` });
    response.headers.set("Allow", METHODS);
    return response;
  }
  return new Response(null, {
    status: 204,
    headers: {
      Allow: METHODS,
      "Access-Control-Allow-Methods": METHODS,
      "Access-Control-Allow-Headers": "If-None-Match, X-Request-Id, traceparent",
      "Access-Control-Max-Age": "86400",
      "Cache-Control": "no-store",
    },
  });
}
