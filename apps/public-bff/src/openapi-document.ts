import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiDocument } from "@liveotter/contracts/docs/render-docs";
import type { App } from "./http/context.ts";

/** What the routes declare, as OpenAPI 3.1. */
export function apiDocument(app: OpenAPIHono<App>): ApiDocument {
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "LiveOtter public API",
      version: "1",
      description: [
        "What is on, where and when, and tickets to it. What is on may be read by anybody and needs no key; a hold is whoever's who has its id, an order whoever's who has its key.",
        "Answers say `asOf` (when the content they show became current), `source`, and `degraded` when they are older than they should be.",
        "Money is in minor units beside an ISO 4217 code, with the decimals of that standard, instants are ISO 8601 in UTC, and dates and times of performances are local to their `zone`.",
        "Errors are problems (RFC 9457): `errors` names each wrong parameter, `requestId` is what to quote when asking for help.",
        "Writes name themselves by an `Idempotency-Key`: the same request sent again does nothing twice, and `confirming` means that it should be. `Retry-After` says when to come back.",
        "Unknown parameters are ignored. Pages follow one another by `cursor`.",
      ].join("\n\n"),
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Events" },
      { name: "Tickets", description: "What is for sale, and holding it." },
      { name: "Orders", description: "Ordering what is held, paying, and what came of it." },
      { name: "Venues" },
      { name: "Promoters" },
      { name: "Search" },
      { name: "Covers", description: "Pictures of events, drawn or uploaded, and the cards they are shared by." },
      { name: "Webhooks", description: "For providers of payments." },
      { name: "Health", description: "For those who run it." },
    ],
  });
}
