import { execFile } from "node:child_process";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { root } from "../start-stack.ts";

const urls = inject("urls");

it("takes a stranger from signing up to the public list with curl, as the script in docs does", async () => {
  const env = { ...process.env, STUDIO: urls.promoters, PUBLIC: urls.api, MAILBOX: urls.mailbox };
  const script = join(root, "docs/promote-with-curl.sh");
  const { stdout } = await promisify(execFile)("bash", [script], { env, timeout: 50_000 });
  const address = stdout.trim().split("\n").at(-1) ?? "";
  expect(address).toMatch(/\/v1\/events\/night-swim-/);
  const event = await fetch(address);
  expect(await event.json()).toMatchObject({
    event: { promoter: { name: "Reed & Daughters" }, tags: ["open air", "sea"] },
  });
});

/** As a browser's address bar asks, which `fetch` cannot: it says of itself how it asks. */
async function visit(path: string): Promise<Response> {
  const asked = get(new URL(path, urls.promoters), { headers: { "sec-fetch-mode": "navigate" } });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once("response", resolve).once("error", reject);
  });
  const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return new Response(await text(answer), { status: answer.statusCode ?? 0, headers });
}

it("serves the studio at each of its addresses, under a policy without inline scripts", async () => {
  for (const path of ["/", "/events/some-id", "/sign-up?next=%2Fteam"]) {
    const page = await visit(path);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<div id="studio">/);
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    expect(page.headers.get("content-security-policy")).not.toMatch(/unsafe/);
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    // Kept, but asked for anew each time: a deploy shows at once.
    expect(page.headers.get("cache-control")).toMatch(/max-age=0, must-revalidate/);
    expect(page.headers.get("etag")).not.toBeNull();
  }
});

it("serves the studio's hashed files for good, and none that is gone", async () => {
  const html = await (await visit("/")).text();
  const script = /src="(\/assets\/[\w.-]+\.js)"/.exec(html)?.[1] ?? "";
  const found = await fetch(new URL(script, urls.promoters));
  expect(found.status).toBe(200);
  expect(found.headers.get("content-type")).toMatch(/javascript/);
  expect(found.headers.get("cache-control")).toMatch(/max-age=31536000, immutable/);
  const gone = await fetch(new URL("/assets/index-gone.js", urls.promoters), { headers: { "sec-fetch-mode": "cors" } });
  expect(gone.status).toBe(404);
  expect(gone.headers.get("cache-control")).toBe("no-store");
});

it("leaves the API's addresses to the API", async () => {
  const unknown = await visit("/v1/nothing");
  expect(unknown.status).toBe(404);
  expect(unknown.headers.get("content-type")).toBe("application/problem+json");
  expect((await visit("/openapi.json")).headers.get("content-type")).toMatch(/^application\/json/);
  expect((await visit("/docs")).headers.get("content-type")).toMatch(/^text\/html/);
});
