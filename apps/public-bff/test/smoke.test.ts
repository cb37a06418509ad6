import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";

test("smoke", async () => {
  for (const path of [
    "/healthz",
    "/readyz",
    "/v1/events",
    "/v1/facets",
    "/v1/search?q=a",
    "/v1/suggest?q=a",
    "/v1/events/none",
    "/v1/events/none.ics",
    "/docs",
    "/openapi.json",
    "/v1/events?cursor=x",
    "/readyz",
    "/nope",
  ]) {
    const t = Date.now();
    const response = await exports.default.fetch(new Request(`https://api.example${path}`));
    const text = await response.text();
    console.log(
      path,
      response.status,
      Date.now() - t,
      text.slice(0, 600),
      path.startsWith("/v1/events") ? JSON.stringify([...response.headers]) : "",
    );
  }
});
