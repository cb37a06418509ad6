import { Problem } from "@liveotter/contracts/problem";
import { Readiness } from "@liveotter/contracts/public/health";
import { beforeAll, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { announce, newPromoter, published, variable } from "./catalogue.ts";

const api = newIsolate();
let list: string;
let slug: string;
beforeAll(async () => {
  await faults.clear();
  const own = await newPromoter();
  ({ slug } = await published(own));
  await announce();
  list = `/v1/events?promoter=${own.slug}`;
});

test("cacheable answers carry the freshness headers, and nothing that switches stale modes off", async () => {
  const expected = "public, max-age=5, stale-while-revalidate=30, stale-if-error=86400";
  for (const path of [list, `/v1/events/${slug}`, "/v1/facets", "/v1/search?q=evening", "/v1/suggest?q=eve"]) {
    const { headers, status } = await api.get(path);
    expect(status).toBe(200);
    expect(headers.get("cache-control")).toBe(expected);
    expect(headers.get("cloudflare-cdn-cache-control")).toBe(expected);
    expect(headers.get("set-cookie")).toBeNull();
  }
});

test("every answer has an explicit Cache-Control, and security headers", async () => {
  for (const path of [
    list,
    "/healthz",
    "/readyz",
    "/docs",
    "/openapi.json",
    "/nowhere",
    "/v1/events?limit=0",
    "/v1/events/x",
  ]) {
    const { headers } = await api.get(path);
    expect(headers.get("cache-control"), path).toBeTruthy();
    expect(headers.get("cache-control"), path).not.toMatch(/s-maxage|revalidate(?!=)/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("access-control-allow-origin")).toBe("*");
  }
});

test("an unchanged answer is a 304 without a body, to any form of If-None-Match", async () => {
  const etag = (await api.get(list)).headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[^"]+"$/);
  for (const header of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const response = await api.get(list, { "if-none-match": header });
    expect(response.status, header).toBe(304);
    expect(await response.text()).toBe("");
    expect(response.headers.get("etag")).toBe(etag);
    expect(response.headers.get("cache-control")).toContain("max-age=5");
  }
  expect((await api.get(list, { "if-none-match": '"other"' })).status).toBe(200);
  const calendar = await api.get(`/v1/events/${slug}.ics`);
  const again = await api.get(`/v1/events/${slug}.ics`, { "if-none-match": calendar.headers.get("etag") ?? "" });
  expect(again.status).toBe(304);
});

test("HEAD is GET without the body", async () => {
  const [get, head] = [await api.get(list), await api.call(list, { method: "HEAD" })];
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
  for (const name of ["etag", "content-type", "cache-control"])
    expect(head.headers.get(name)).toBe(get.headers.get(name));
});

test("browsers of other origins may ask", async () => {
  const response = await api.call(list, {
    method: "OPTIONS",
    headers: { origin: "https://elsewhere.example", "access-control-request-method": "GET" },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toContain("GET");
  expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});

test.each(["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])(
  "%s is refused with the methods that are allowed",
  async (method) => {
    for (const path of [list, `/v1/events/${slug}`, `/v1/events/${slug}.ics`, "/covers/a.svg", "/docs", "/readyz"]) {
      const response = await api.call(path, {
        method,
        ...(method === "PROPFIND" ? {} : { body: "x".repeat(2_000_000) }),
      });
      expect(response.status, path).toBe(405);
      expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
      expect(Problem.parse(await response.json()).code).toBe("method-not-allowed");
    }
  },
);

test("what changes something says which methods it takes, and reads no body that is not JSON or too large", async () => {
  const preflight = await api.call("/v1/holds/x", { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("allow")]).toEqual([204, "GET, HEAD, PATCH, DELETE, OPTIONS"]);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Idempotency-Key");
  expect((await api.call("/v1/holds", { method: "GET" })).headers.get("allow")).toBe("POST, OPTIONS");
  const post = async (body: string, type: string) => {
    const headers = { "Content-Type": type, "Idempotency-Key": crypto.randomUUID() };
    const response = await api.call("/v1/holds", { method: "POST", headers, body });
    return [response.status, Problem.parse(await response.json()).code];
  };
  expect(await post("eventId=1", "application/x-www-form-urlencoded")).toEqual([415, "unsupported-media-type"]);
  expect(await post("{}", "text/plain")).toEqual([415, "unsupported-media-type"]);
  expect(await post(`"${"x".repeat(600_000)}"`, "application/json")).toEqual([413, "too-large"]);
  expect(await post("{", "application/json")).toEqual([400, "invalid-request"]);
});

test.each([
  ["cursor=nonsense", "cursor"],
  ["cursor=date~1~x", "cursor"],
  ["sort=name&cursor=date~1~01900000-0000-7000-8000-000000000000", "cursor"],
  ["lat=1", "lon"],
  ["lon=1", "lat"],
  ["radius=5", "lat"],
  ["lat=91&lon=0", "lat"],
  ["lat=abc&lon=0", "lat"],
  ["maxPrice=5", "currency"],
  ["maxPrice=-1&currency=EUR", "maxPrice"],
  ["maxPrice=1&currency=XYZ", "currency"],
  ["from=2027-02-30", "from"],
  ["from=0000-01-01", "from"],
  ["from=2027-02-02&to=2027-02-01", "to"],
  ["limit=0", "limit"],
  ["limit=101", "limit"],
  ["limit=1e2", "limit"],
  ["limit=", "limit"],
  ["country=POL", "country"],
  ["city=%F0%9F%8E%89", "city"],
  [`city=${"x".repeat(10_000)}`, "city"],
  ["genre=Rock%20%26%20Roll", "genre"],
  ["online=yes", "online"],
  ["sort=price", "sort"],
  ["city=a&city=b", "city"],
])("/v1/events?%s is refused, naming %s", async (query, field) => {
  const response = await api.get(`/v1/events?${query}`);
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const problem = Problem.parse(await response.json());
  expect(problem).toMatchObject({ status: 400, code: "invalid-request" });
  expect(problem.errors?.map(({ pointer }) => pointer)).toContain(field);
  expect(problem.requestId).toBe(response.headers.get("x-request-id"));
});

test("controls in words are spaces, never a failure", async () => {
  expect((await api.get("/v1/search?q=a%00b%0D%0Ac")).status).toBe(200);
  expect((await api.get("/v1/events?city=Krak%00%C3%B3w")).status).toBe(200);
});

test("what is not there is a problem that may be kept for seconds only", async () => {
  const event = await api.get("/v1/events/no-such-event");
  expect(event.status).toBe(404);
  expect(event.headers.get("cache-control")).toBe("public, max-age=5");
  expect(Problem.parse(await event.json()).code).toBe("not-found");
  const slug = await api.get("/v1/events/Not%20A%20Slug");
  expect(slug.status).toBe(404);
  expect(Problem.parse(await slug.json()).errors?.[0]?.pointer).toBe("slug");
  const path = await api.get("/nowhere");
  expect(path.status).toBe(404);
  expect(path.headers.get("cache-control")).toBe("no-store");
});

test("a request keeps the id and the trace it came with, and is given an id otherwise", async () => {
  const given = await api.get(list, {
    "x-request-id": "fan-request-1",
    traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect(given.headers.get("x-request-id")).toBe("fan-request-1");
  expect(given.headers.get("traceparent")).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  const bad = await api.get(list, { "x-request-id": "<b>", traceparent: "nonsense" });
  expect(bad.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(bad.headers.get("traceparent")).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect((await api.get(list)).headers.has("traceparent")).toBe(false);
});

test("an unforeseen failure says nothing of its cause", async () => {
  const isolate = newIsolate();
  const broken = { ...isolate.deps, reads: { read: () => Promise.reject(new Error("password is hunter2")) } };
  const { createApp } = await import("../src/app.ts");
  const response = await createApp().fetch(new Request("https://api.example/v1/events"), broken, {
    waitUntil() {},
    passThroughOnException() {},
    props: {},
  } as unknown as ExecutionContext);
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).not.toContain("hunter2");
  expect(JSON.parse(text)).toMatchObject({ code: "internal" });
});

test("the document declares every route in OpenAPI 3.1, and each problem", async () => {
  const document = await api.json("/openapi.json");
  expect(document.openapi).toBe("3.1.0");
  expect(Object.keys(document.paths as object).sort()).toEqual([
    "/covers/{seed}.svg",
    "/healthz",
    "/media/{file}",
    "/media/{file}/{size}",
    "/readyz",
    "/v1/events",
    "/v1/events/{slug}",
    "/v1/events/{slug}.ics",
    "/v1/events/{slug}/card.png",
    "/v1/events/{slug}/interests",
    "/v1/facets",
    "/v1/holds",
    "/v1/holds/{id}",
    "/v1/interests/{token}",
    "/v1/interests/{token}/confirmation",
    "/v1/my/orders",
    "/v1/order-email-changes/{token}",
    "/v1/order-email-changes/{token}/confirmation",
    "/v1/order-searches",
    "/v1/order-searches/sessions",
    "/v1/orders",
    "/v1/orders/{id}",
    "/v1/orders/{id}/cancellation",
    "/v1/orders/{id}/email-changes",
    "/v1/orders/{id}/payments",
    "/v1/orders/{id}/tickets",
    "/v1/orders/{id}/tickets.ics",
    "/v1/orders/{id}/tickets.pdf",
    "/v1/orders/{id}/tickets/{ticketId}",
    "/v1/performances/{id}/availability",
    "/v1/previews/{token}",
    "/v1/promoters/{slug}",
    "/v1/search",
    "/v1/suggest",
    "/v1/ticket-keys",
    "/v1/venues/{slug}",
    "/v1/webhooks/payments/{provider}",
  ]);
});

test("the docs load nothing, run nothing, and their style is the one the policy names", async () => {
  const response = await api.get("/docs");
  const html = await response.text();
  expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|style="|https?:\/\/(?!api\.example)/i);
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? "";
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)));
  expect(response.headers.get("content-security-policy")).toContain(`'sha256-${btoa(String.fromCharCode(...hash))}'`);
  for (const name of ["/v1/events/{slug}.ics", "maxPrice", "RFC 9457"]) expect(html).toContain(name);
  expect([...html.matchAll(/href="#([^"]+)"/g)].filter(([, id]) => !html.includes(`id="${id}"`))).toEqual([]);
});

test("readiness never says more than a state, and no secret", async () => {
  const isolate = newIsolate();
  await isolate.get("/readyz");
  const text = await (await isolate.get("/readyz")).text();
  const readiness = Readiness.parse(JSON.parse(text));
  expect(readiness).toMatchObject({ ready: true, dependencies: { postgres: { state: "up" }, redis: { state: "up" } } });
  expect(text).not.toContain(new URL(variable("DATABASE_URL_PUBLIC")).password);
  const bare = newIsolate({ without: ["METRICS", "MEILI_URL"] });
  expect(await bare.json("/readyz")).toMatchObject({ dependencies: { meilisearch: { state: "absent" } } });
});

interface Document {
  readonly paths: Record<string, Record<string, { readonly requestBody?: unknown }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

test("every field of a request body is known: other fields are refused, in the schema too", async () => {
  const { paths, components } = (await api.json("/openapi.json")) as unknown as Document; // OpenAPI 3.1
  const open: string[] = [];
  const look = (node: unknown, where: string): void => {
    if (typeof node !== "object" || node === null) return;
    const schema: Record<string, unknown> = { ...node };
    if (typeof schema.$ref === "string") look(components.schemas[schema.$ref.split("/").at(-1) ?? ""], where);
    if (schema.properties !== undefined && schema.additionalProperties !== false) open.push(where);
    for (const [name, value] of Object.entries(schema)) look(value, `${where}/${name}`);
  };
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, { requestBody }] of Object.entries(item)) look(requestBody, `${method} ${path}`);
  }
  expect(open).toEqual([]);
});
