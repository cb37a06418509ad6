import { RateLimiter } from "@liveotter/integrations/rate-limit";
import { Metrics } from "@liveotter/integrations/telemetry/metrics";
import { beforeEach, expect, test } from "vitest";
import { takeVitals, type VitalsDeps } from "./take-vitals.ts";

const OURS = "https://fans.test";
const VISIT = { page: "/events/[slug]", ttfb: 80, fcp: 400, lcp: 900, inp: 32, cls: 0.02 };

let points: { blobs: string[]; doubles: number[] }[];
let deps: VitalsDeps;
beforeEach(() => {
  points = [];
  const metrics = new Metrics("web", { writeDataPoint: (point) => points.push(point) });
  deps = { metrics, limiter: new RateLimiter(null), templates: new Set(["/", "/events/[slug]"]) };
});

async function send(body: unknown, { method = "POST", headers = { "Sec-Fetch-Site": "same-origin" } as object } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const request = new Request(`${OURS}/vitals`, {
    method,
    headers: { ...headers },
    ...(method === "POST" && { body: text }),
  });
  const response = await takeVitals(deps, request, [OURS], "request-1");
  await deps.metrics.write();
  const problem: unknown = response.status === 204 ? null : await response.json();
  return { response, problem };
}

test("a visit's numbers land in the metrics, by the page's template", async () => {
  const { response } = await send(VISIT);
  expect([response.status, response.headers.get("Cache-Control")]).toEqual([204, "no-store"]);
  const template = VISIT.page;
  const seen = points.map(({ blobs: [, metric, kind, labels = ""], doubles: [count, sum] }) => [
    ...[metric, kind, JSON.parse(labels), count, sum],
  ]);
  expect(seen).toEqual([
    ["web_vital_seconds", "histogram", { vital: "ttfb", template }, 1, 0.08],
    ["web_vital_seconds", "histogram", { vital: "fcp", template }, 1, 0.4],
    ["web_vital_seconds", "histogram", { vital: "lcp", template }, 1, 0.9],
    ["web_vital_seconds", "histogram", { vital: "inp", template }, 1, 0.032],
    ["web_vital_shift", "histogram", { template }, 1, 0.02],
  ]);
});

test.each<[string, unknown, string]>([
  ["nothing", "", "/page"],
  ["no JSON", "{", "/page"],
  ["a list", [1], "/page"],
  ["a page that is none of ours", { ...VISIT, page: "/orders/7/secret" }, "/page"],
  ["a number below zero", { ...VISIT, lcp: -1 }, "/lcp"],
  ["a number beyond all bounds", { ...VISIT, cls: 1e9 }, "/cls"],
  ["text for a number", { ...VISIT, inp: "12" }, "/inp"],
  ["what is not measured", { ...VISIT, constructor: 1 }, "/constructor"],
])("%s is refused by its field, and nothing is counted", async (_, body, pointer) => {
  const { response, problem } = await send(body);
  expect([response.status, response.headers.get("Content-Type")]).toEqual([400, "application/problem+json"]);
  expect(problem).toMatchObject({ code: "invalid-request", requestId: "request-1", errors: [{ pointer }] });
  expect(points).toEqual([]);
});

test("what is long, comes from elsewhere or by another method is refused, and nothing is counted", async () => {
  expect((await send({ ...VISIT, more: "x".repeat(512) })).response.status).toBe(413);
  for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://evil.example" }, {}]) {
    expect((await send(VISIT, { headers })).response.status).toBe(403);
  }
  const { response } = await send(VISIT, { method: "GET" });
  expect([response.status, response.headers.get("Allow")]).toEqual([405, "POST"]);
  expect(points).toEqual([]);
  // A browser too old to say where it comes from names the origin.
  expect((await send(VISIT, { headers: { Origin: OURS } })).response.status).toBe(204);
});

test("one subscriber is counted so often in a minute, and no more, whichever of their addresses they come from", async () => {
  const from = (address: string) =>
    send(VISIT, { headers: { "Sec-Fetch-Site": "same-origin", "CF-Connecting-IP": address } });
  for (let visit = 0; visit < 60; visit++) expect((await from("2001:db8::1")).response.status).toBe(204);
  const { response } = await from("2001:db8::ffff:1");
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect((await from("2001:db8:0:1::1")).response.status).toBe(204);
});
