import { describe, expect, test } from "vitest";
import { studioPage } from "../src/http/studio-page.ts";
import { newIsolate } from "./api.ts";

const { send, deps } = newIsolate();
const PAGE = "<!doctype html><title>Studio</title>";
const asked: string[] = [];
const studio: Pick<Fetcher, "fetch"> = {
  async fetch(input: RequestInfo | URL) {
    const { url, headers } = new Request(input);
    asked.push(url);
    const found = new URL(url).pathname === "/" && headers.get("If-None-Match") !== '"1"';
    return new Response(found ? PAGE : null, {
      status: found ? 200 : 304,
      headers: { "Content-Type": "text/html", ETag: '"1"', "Content-Security-Policy": "script-src 'self'" },
    });
  },
};
Object.assign(deps, { studio });

const get = (path: string, headers: Record<string, string> = { "sec-fetch-mode": "navigate" }, method = "GET") =>
  send(new Request(`https://studio.example${path}`, { method, headers }));

describe("what is neither a file nor a route", () => {
  test("is the studio's page to a browser that goes there, with the page's own policy", async () => {
    const response = await get("/events/019a?tab=tickets");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(PAGE);
    expect(response.headers.get("content-security-policy")).toBe("script-src 'self'");
    expect(response.headers.get("x-request-id")).not.toBeNull();
    expect(asked.at(-1)).toBe("https://studio.example/");
  });

  test("is not sent again to a browser that has it", async () => {
    expect((await get("/events", { "sec-fetch-mode": "navigate", "if-none-match": '"1"' })).status).toBe(304);
  });

  test.each([
    ["a script of a deploy that is gone", "/assets/index-0.js", { "sec-fetch-mode": "cors" }, "GET"],
    ["a client without a browser", "/events", {}, "GET"],
    ["a navigation to an unknown address of the API", "/v1/nothing", { "sec-fetch-mode": "navigate" }, "GET"],
    ["a form sent there", "/events", { "sec-fetch-mode": "navigate" }, "POST"],
  ])("is not found for %s", async (_, path, headers, method) => {
    const response = await get(path, headers, method);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  test("is not found where no studio was deployed", async () => {
    const navigation = new Request("https://studio.example/events", { headers: { "sec-fetch-mode": "navigate" } });
    expect(await studioPage(undefined, navigation)).toBeNull();
  });
});

test("the API answers its own addresses to a browser that goes there", async () => {
  expect((await get("/openapi.json")).headers.get("content-type")).toMatch(/^application\/json/);
  expect((await get("/v1/events")).status).toBe(401);
});
