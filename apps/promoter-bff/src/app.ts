import type { OpenAPIHono } from "@hono/zod-openapi";
import { serveDocs } from "@liveotter/contracts/docs/serve-docs";
import { problemReply } from "@liveotter/contracts/http/problem-reply";
import { newRouter } from "@liveotter/contracts/http/router";
import { bodyLimit } from "hono/body-limit";
import { except } from "hono/combine";
import type { App } from "./http/context.ts";
import { jsonOnly } from "./http/json-only.ts";
import { labelled } from "./http/labelled.ts";
import { onError } from "./http/on-error.ts";
import { sameOrigin } from "./http/same-origin.ts";
import { studioPage } from "./http/studio-page.ts";
import { apiDocument } from "./openapi-document.ts";
import { accounts } from "./routes/accounts.ts";
import { attendees } from "./routes/attendees.ts";
import { audit } from "./routes/audit.ts";
import { capacity } from "./routes/capacity.ts";
import { codes } from "./routes/codes.ts";
import { covers, media } from "./routes/covers.ts";
import { deliveries } from "./routes/deliveries.ts";
import { eventList } from "./routes/event-list.ts";
import { eventSteps } from "./routes/event-steps.ts";
import { events } from "./routes/events.ts";
import { exporting } from "./routes/export.ts";
import { health } from "./routes/health.ts";
import { imports } from "./routes/imports.ts";
import { invitations, joining } from "./routes/invitations.ts";
import { orders } from "./routes/orders.ts";
import { organisation, organisations } from "./routes/organisation.ts";
import { performanceSteps } from "./routes/performance-steps.ts";
import { previews } from "./routes/previews.ts";
import { refunds } from "./routes/refunds.ts";
import { reports } from "./routes/reports.ts";
import { revocations } from "./routes/revocations.ts";
import { selling } from "./routes/selling.ts";
import { series } from "./routes/series.ts";
import { session, sessions } from "./routes/session.ts";
import { venues } from "./routes/venues.ts";

/** An event with 200 performances and a long text is some 150 kB. */
const MAX_BODY_BYTES = 512 * 1024;

/** Their bodies are files: each of these routes says itself which and how large. */
const RAW_BODIES = /^(?:POST \/v1\/imports|PUT \/v1\/events\/[^/]+\/cover)$/;

/** All routes, and what they have in common. */
export function createApp(): OpenAPIHono<App> {
  const app = newRouter<App>();
  app.onError(onError);
  app.notFound(async (c) => (await studioPage(c.env.studio, c.req.raw)) ?? problemReply(c, "not-found"));
  app.use(labelled);
  const limited = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => problemReply(c, "too-large") });
  app.use(
    "/v1/*",
    sameOrigin,
    except((c) => RAW_BODIES.test(`${c.req.method} ${c.req.path}`), jsonOnly, limited),
  );
  app.route("/", accounts);
  app.route("/", session);
  app.route("/", sessions);
  app.route("/", organisations);
  app.route("/", organisation);
  app.route("/", invitations);
  app.route("/", joining);
  app.route("/", eventList);
  app.route("/", events);
  app.route("/", eventSteps);
  app.route("/", performanceSteps);
  app.route("/", selling);
  app.route("/", codes);
  app.route("/", capacity);
  app.route("/", orders);
  app.route("/", refunds);
  app.route("/", attendees);
  app.route("/", revocations);
  app.route("/", reports);
  app.route("/", covers);
  app.route("/", previews);
  app.route("/", media);
  app.route("/", venues);
  app.route("/", series);
  app.route("/", audit);
  app.route("/", deliveries);
  app.route("/", exporting);
  app.route("/", imports);
  app.route("/", health);
  serveDocs(app, () => apiDocument(app));
  return app;
}
