import { expect } from "@playwright/test";
import { auditFansPages, inWords } from "../lighthouse/audit-fans-pages.ts";
import { test } from "./stack.ts";

/** `pnpm lighthouse` asks for 95 in performance: here other tests run beside it. */
const AIMS = { performance: 80, accessibility: 100, "best-practices": 100, seo: 100 };

test("Lighthouse finds nothing to mend on home, list, event, checkout and order, and calls them fast", {
  tag: "@wide",
}, async ({ stack }) => {
  test.setTimeout(240_000);
  const pages = await auditFansPages(stack.urls.fans, AIMS, (page) => console.log(inWords(page)));
  expect(pages).toHaveLength(5);
  expect(pages.filter(({ holds }) => !holds).map(inWords)).toEqual([]);
});
