import { switchboard } from "@liveotter/devstack/switchboard-client";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { recovered, someSlugs } from "../resiliency.ts";

const urls = inject("urls");
const faults = switchboard(urls.switchboard);
let slugs: string[] = [];

beforeAll(async () => {
  slugs = await someSlugs(urls);
});
afterAll(async () => {
  await faults.clear();
  await recovered(urls);
});

const open = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(new URL(path, urls.fans), { headers, redirect: "manual" });
  return { response, text: await response.text() };
};

/** What a page loads of ours beside its pictures. */
const filesOf = (html: string) => [...html.matchAll(/(?:src|href)="(\/_astro\/[^"]+)"/g)].map(([, path = ""]) => path);

it("pages, and what they load, leave compressed", async () => {
  const page = await open("/");
  const files = filesOf(page.text);
  expect(files.some((path) => path.endsWith(".js")) && files.some((path) => path.endsWith(".css"))).toBe(true);
  const paths = [
    "/",
    "/de",
    "/events",
    `/events/${slugs[0]}`,
    "/my-orders",
    "/nowhere",
    "/sitemap.xml",
    "/sw.js",
    ...files,
  ];
  for (const path of paths) {
    const { response } = await open(path, { "Accept-Encoding": "gzip" });
    expect([path, response.headers.get("Content-Encoding")]).toEqual([path, "gzip"]);
  }
});

it("files named by their content are kept for a year, and none of ours carries a cookie", async () => {
  const { text } = await open("/events");
  const headers = { Cookie: "hold=h; order=o" };
  for (const path of filesOf(text)) {
    const { response } = await open(path, headers);
    expect([path, response.status, response.headers.get("Set-Cookie")]).toEqual([path, 200, null]);
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  }
  for (const path of ["/favicon.svg", "/icons/apple-touch-icon.png"]) {
    const { response } = await open(path, headers);
    expect([path, response.status, response.headers.get("Set-Cookie")]).toEqual([path, 200, null]);
    expect(response.headers.get("Cache-Control")).toBe("public, max-age=86400");
  }
  // A file of another build, or of none, is not believed to be missing for long.
  const { response } = await open("/_astro/none.js");
  expect([response.status, response.headers.get("Cache-Control")]).toEqual([404, "public, max-age=5"]);
});

it("a page that was compressed is not sent again to whoever has it", async () => {
  const { response } = await open("/events", { "Accept-Encoding": "gzip" });
  const tag = response.headers.get("ETag") ?? "";
  // Whoever compresses may call the tag weak.
  for (const etag of [tag, `W/${tag.replace(/^W\//, "")}`]) {
    expect((await open("/events", { "If-None-Match": etag })).response.status).toBe(304);
  }
});

const seconds = (response: Response, header: string) =>
  Number(/max-age=(\d+)/.exec(response.headers.get(header) ?? "")?.[1]);
const atEdge = (response: Response) => seconds(response, "Cloudflare-CDN-Cache-Control");
let asked = 0;
/** A page that nobody has a copy of. */
const newPage = async () => (await open(`/events?city=Nowhere-${Date.now()}-${++asked}`)).response;

it("while Postgres is slow, pages are good at the edge for a minute and more, and for browsers as long as ever", async () => {
  // What an earlier test broke may still be spared.
  await expect.poll(async () => atEdge(await newPage()), { timeout: 50_000, interval: 1000 }).toBe(5);
  await faults.put("postgres", { mode: "slow", latencyMs: 1000 });
  // What was answered just before counts too, for some seconds.
  const afterMore = async () => Math.max(...(await Promise.all(Array.from({ length: 10 }, newPage))).map(atEdge));
  await expect.poll(afterMore, { timeout: 40_000 }).toBeGreaterThanOrEqual(60);
  const page = await newPage();
  expect(page.status).toBe(200);
  expect([60, 120, 240, 300]).toContain(atEdge(page));
  expect(seconds(page, "Cache-Control")).toBe(5);
});
