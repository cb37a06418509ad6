import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { weighPage } from "./weigh-page.ts";

const files: Readonly<Record<string, string>> = {
  "/_astro/site.css": "@font-face{src:url(/_astro/text.woff2)}body{margin:0}",
  "/_astro/text.woff2": "font",
  "/_astro/page.js":
    'import"./shared.js";const later=()=>import("./island.js");navigator.serviceWorker.register("/sw.js")',
  "/_astro/shared.js": "export const shared=1",
  "/_astro/island.js": 'import{shared}from"./shared.js";const needs=["_astro/island.css"];export default shared',
  "/_astro/island.css": ".island{color:red}",
  "/_astro/other.js": "not of this page",
  "/sw.js": "addEventListener('fetch',()=>{})",
};
const read = async (path: string) => (path in files ? new TextEncoder().encode(files[path]) : null);
const gzipped = (...texts: string[]) => texts.reduce((sum, text) => sum + gzipSync(text).byteLength, 0);
const of = (...paths: string[]) => gzipped(...paths.map((path) => files[path] ?? ""));

test("a page weighs what it names, and what that names in turn, each once", async () => {
  const html = `<link rel="stylesheet" href="/_astro/site.css"><script type="module" src="/_astro/page.js"></script>
    <p>See /missing.js and other.js.</p>`;
  const weight = {
    html: gzipped(html),
    script: of("/_astro/page.js", "/_astro/shared.js", "/_astro/island.js", "/sw.js"),
    style: of("/_astro/site.css", "/_astro/island.css"),
    font: 4,
  };
  const total = weight.html + weight.script + weight.style + weight.font;
  expect(await weighPage(html, read)).toEqual({ ...weight, total });
});

test("a script within the page is script, and data is not", async () => {
  const data = '<script type="application/ld+json">{}</script><script type="speculationrules">{}</script>';
  const html = `${data}<script>let a = 1</script><script type="module">let b = 2</script>`;
  const { script, total } = await weighPage(html, read);
  expect(script).toBe(gzipped("let a = 1\nlet b = 2"));
  expect(total).toBe(gzipped(html));
});
