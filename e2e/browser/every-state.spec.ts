import { expect } from "@playwright/test";
import { type Look, walkFansPages, walkInLanguage, walkOutages } from "../walk/fans-walk.ts";
import { test } from "./stack.ts";
import { wrongs } from "./wrongs.ts";

/** Collects what is wrong with each state that a walk comes by. */
function looking(): { readonly look: Look; readonly found: string[] } {
  const found: string[] = [];
  const look: Look = async (page, group, name, reach) => {
    await test.step(`${group}, ${name}`, async () => {
      await reach();
      found.push(...(await wrongs(page)).map((wrong) => `${group}, ${name}: ${wrong}`));
    });
  };
  return { look, found };
}

test("axe finds nothing in any state that fans meet, light or dark, and nothing is cut off at 320 px or 200 %", {
  tag: "@wide",
}, async ({ browser, stack }) => {
  test.setTimeout(300_000);
  const { look, found } = looking();
  await walkFansPages(browser, look, stack);
  await walkOutages(browser, look, stack.urls);
  expect(found).toEqual([]);
});

test("the same holds for longer words, and from right to left", { tag: "@narrow" }, async ({ browser, stack }) => {
  test.setTimeout(240_000);
  const { look, found } = looking();
  await walkInLanguage(browser, look, stack.urls, { group: "Longer", prefix: "/xa" });
  await walkInLanguage(browser, look, stack.urls, { group: "Right to left", prefix: "/xb" });
  expect(found).toEqual([]);
});
