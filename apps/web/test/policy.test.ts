import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openWeb } from "./open-web.ts";
import { everyPage, NOWHERE, PUBLIC_PAGES, SALE_PAGES } from "./pages.ts";
import { HELD, HOLD } from "./sale.ts";

const call = openWeb(everyPage);
const open = (path: string) => call(path, { headers: { Cookie: HELD } });

/** Every tag as a parser finds it: what looks like one within an attribute's quotes is none. */
const tagsOf = (html: string) => [...html.matchAll(/<([a-z][\w-]*)(?:"[^"]*"|'[^']*'|[^"'>])*>/g)];
const DATA = /\btype="(?:application\/ld\+json|speculationrules)"/;

test.each([...PUBLIC_PAGES, ...SALE_PAGES])("%s runs and loads what is ours, and nothing else could", async (path) => {
  const { response, text } = await open(path);
  expect(response.status).toBe(path === NOWHERE ? 404 : 200);
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  const directives = new Map(policy.split("; ").map((each) => [each.split(" ", 1)[0], each.split(" ").slice(1)]));
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("base-uri")).toEqual(["'none'"]);
  expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
  const sources = [...directives].flatMap(([name, allowed]) => allowed.map((source) => `${name} ${source}`));
  // No 'unsafe-inline', no 'unsafe-eval', no scheme, no other host.
  expect(sources.filter((each) => !/ '(?:none|self|sha256-[\w+/]+=*)'$|^img-src data:$/.test(each))).toEqual([]);

  const tags = tagsOf(text);
  for (const { 0: tag, 1: name, index } of tags) {
    if (name !== "script" || DATA.test(tag)) continue;
    const [, src] = /\bsrc="([^"]*)"/.exec(tag) ?? [];
    if (src !== undefined) expect(src).toMatch(/^\/_astro\//);
    else {
      const script = text.slice(index + tag.length, text.indexOf("</script>", index));
      const hash = createHash("sha256").update(script).digest("base64");
      expect(directives.get("script-src")).toContain(`'sha256-${hash}'`);
    }
  }
  const inPolicysWay = tags.filter(([tag]) => /^<style|\s(?:style|on[a-z]+)=/.test(tag.replace(/"[^"]*"/g, '""')));
  expect(inPolicysWay.map(([tag]) => tag)).toEqual([]);
  // Where scripts run, what stands in `noscript` is raw text up to the first end of it, though that be in an attribute.
  const ends = tags.filter(([, name]) => name === "noscript").map(({ index }) => text.indexOf("</noscript", index));
  const around = (end: number) => tags.filter(({ 0: tag, index }) => index < end && end < index + tag.length);
  expect(ends.flatMap(around).map(([, name]) => name)).toEqual([]);

  const addresses = tags
    .filter(([tag]) => /^<(?:img|source|script|iframe|link)\b/.test(tag) && !/rel="(?:canonical|alternate)"/.test(tag))
    .flatMap(([tag]) => [...tag.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address = ""]) => address));
  expect(addresses.filter((address) => !/^(?:\/(?!\/)|data:image\/)/.test(address))).toEqual([]);
});

test.each(PUBLIC_PAGES)(
  "%s is the same for everybody: it sets no cookie, and says how long it is good",
  async (path) => {
    const { response, text } = await open(path);
    expect(response.headers.get("Set-Cookie")).toBeNull();
    expect(response.headers.get("Cache-Control")).toMatch(/^public, max-age=\d+/);
    expect(text).not.toContain(HOLD);
  },
);
