import { expect, test } from "vitest";
import { robots } from "./robots.ts";

/** Whether a crawler may read `path`: RFC 9309's rules for one group without `Allow`. */
function mayRead(text: string, path: string): boolean {
  const rules = [...text.matchAll(/^Disallow: (.+)$/gm)].map(([, rule = ""]) => rule);
  return !rules.some((rule) => new RegExp(`^${rule.replaceAll("*", ".*")}`).test(path));
}

test("crawlers read what is everybody's, in every language, and nothing of one person or without end", async () => {
  const text = await robots("https://fans.test").text();
  expect(text).toMatch(/^User-agent: \*$/m);
  expect(text).toMatch(/^Sitemap: https:\/\/fans\.test\/sitemap\.xml$/m);
  const everybodys = ["/", "/events", "/events?city=Berlin", "/events/jazz-night", "/venues/old-hall", "/help"];
  for (const path of [...everybodys, "/covers/jazz-night.svg", "/_astro/site.css", "/in/berlin"]) {
    expect([path, mayRead(text, path), mayRead(text, `/de${path}`)]).toEqual([path, true, true]);
  }
  for (const path of ["/search?q=a", "/checkout", "/orders/7/key", "/my-orders", "/preview/token", "/tell-me/token"]) {
    expect([path, mayRead(text, path), mayRead(text, `/de${path}`)]).toEqual([path, false, false]);
  }
  expect(mayRead(text, "/v1/events")).toBe(false);
});
