import { expect, test } from "vitest";
import { AGE_MARK, withAgeNotice } from "./age-notice.ts";
import { ENGLISH } from "./words/locale.ts";

test("a name that looks like the mark changes nothing", () => {
  const forged = `<meta content="<!--&#34;age&#34;-->"><p>&lt;!--"age"--&gt;</p>`;
  expect(withAgeNotice(ENGLISH, forged, "2026-11-21T12:03:00.000Z", 0)).toBe(forged);
});

test("a page that has grown old says as of when, once, where its mark is", () => {
  const page = `<main>${AGE_MARK}<h1>x</h1></main>`;
  const old = withAgeNotice(ENGLISH, page, "2026-11-21T12:03:00.000Z", Date.parse("2026-11-21T13:00:00Z"));
  expect(old).toMatch(/^<main><p class="notice" role="status">.*As of 12:03 UTC\..*<\/p><h1>/);
});
