import type { OpenAPIHono } from "@hono/zod-openapi";
import { serveDocs } from "@liveotter/contracts/docs/serve-docs";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter } from "@liveotter/contracts/http/router";
import { refusalUnlessJson } from "@liveotter/contracts/http/unless-json";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { App } from "./http/context.ts";
import { labelled } from "./http/labelled.ts";
import { answerOtherMethods } from "./http/methods.ts";
import { onError } from "./http/on-error.ts";
import { apiDocument } from "./openapi-document.ts";
import { availability } from "./routes/availability.ts";
import { cards } from "./routes/cards.ts";
import { covers } from "./routes/covers.ts";
import { emailChanges } from "./routes/email-changes.ts";
import { events } from "./routes/events.ts";
import { facets } from "./routes/facets.ts";
import { health } from "./routes/health.ts";
import { holds } from "./routes/holds.ts";
import { interests } from "./routes/interests.ts";
import { media } from "./routes/media.ts";
import { orderSearches } from "./routes/order-searches.ts";
import { orders } from "./routes/orders.ts";
import { payments } from "./routes/payments.ts";
import { previews } from "./routes/previews.ts";
import { promoters } from "./routes/promoters.ts";
import { search } from "./routes/search.ts";
import { suggest } from "./routes/suggest.ts";
import { tickets } from "./routes/tickets.ts";
import { venues } from "./routes/venues.ts";

/** An order of a thousand tickets with names and answers. */
const MAX_BODY_BYTES = 512 * 1024;

const ROUTERS = [
  ...[events, facets, venues, promoters, search, suggest, cards, covers, media, previews, health],
  ...[availability, holds, orders, emailChanges, payments, tickets, orderSearches, interests],
];

/** All routes, and what they have in common. */
export function createApp(): OpenAPIHono<App> {
  const app = newRouter<App>();
  app.use(labelled);
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => problemReply(c, "too-large") });
  for (const { method, path } of ROUTERS.flatMap(({ routes }) => routes)) {
    // Of what changes something alone: a body sent to any other address is not read before that is refused.
    if (method !== "GET") app.on(method, path, jsonOnly, limited);
  }
  for (const routes of ROUTERS) app.route("/", routes);
  serveDocs(app, () => apiDocument(app));
  answerOtherMethods(app);
  app.notFound((c) => problemReply(c, "not-found"));
  app.onError(onError);
  return app;
}

const jsonOnly = createMiddleware<App>(async (c, next) => refusalUnlessJson(c, c.req.raw) ?? next());
