import type { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiDocument } from "@liveotter/contracts/docs/render-docs";
import type { App } from "./http/context.ts";

/** What the routes declare, as OpenAPI 3.1. */
export function apiDocument(app: OpenAPIHono<App>): ApiDocument {
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "LiveOtter promoter API",
      version: "1",
      description: [
        "A promoter's own events: create, change, publish. Sign in first; a cookie carries the session.",
        "Whatever changes something must come from this origin (`Origin`), as `application/json`.",
        "Creating takes an `Idempotency-Key`: the same request sent again makes nothing twice. Changing takes `If-Match` with the ETag it was read with: nobody overwrites anybody.",
        "Money is in minor units beside an ISO 4217 code, with the decimals of that standard. Dates and times of performances are local to their place; instants are ISO 8601 in UTC.",
        "Errors are problems (RFC 9457): `errors` points at each wrong field, `requestId` is what to quote when asking for help.",
      ].join("\n\n"),
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "Accounts" },
      { name: "Session" },
      { name: "Organisation" },
      { name: "Events" },
      { name: "Selling" },
      { name: "Codes" },
      { name: "Capacity" },
      { name: "Orders" },
      { name: "Refunds" },
      { name: "Attendees" },
      { name: "Reports" },
      { name: "Venues" },
      { name: "Series" },
      { name: "Imports" },
      { name: "Deliveries" },
      { name: "Audit log" },
      { name: "Health", description: "For those who run it." },
    ],
  });
}
