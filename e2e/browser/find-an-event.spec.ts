import { expect, type Page } from "@playwright/test";
import { test } from "./stack.ts";

async function firstEvent(page: Page): Promise<void> {
  await page.goto("/");
  await page.locator('main a[href^="/events/"]').first().click();
  await expect(page).toHaveURL(/\/events\/[a-z0-9-]+$/);
}

test("a fan goes from the home page to an event, its venue and back to a list", async ({ page }) => {
  await firstEvent(page);
  const name = (await page.locator("h1").textContent())?.trim() ?? "";
  expect(name.length).toBeGreaterThan(2);
  await expect(page).toHaveTitle(new RegExp(name.slice(0, 10).replace(/[^\p{L}\p{N} ]/gu, ".")));
  // At a venue, so that there is one to go on to.
  await page.goto("/events?city=chicago");
  await page.locator('main a[href^="/events/"]').first().click();
  await page.locator('main a[href^="/venues/"]').first().click();
  await expect(page).toHaveURL(/\/venues\/[a-z0-9-]+$/);
  expect(await page.locator('main a[href^="/events/"]').count()).toBeGreaterThan(0);
});

test("a fan searches from the form, without JavaScript", { tag: "@narrow" }, async ({ browser, baseURL }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, ...(baseURL ? { baseURL } : {}) });
  const page = await context.newPage();
  await page.goto("/");
  const box = page.getByRole("searchbox").first();
  await box.fill("jaz");
  await box.press("Enter");
  await expect(page).toHaveURL(/\/search\?.*q=jaz/);
  await expect(page.locator("main")).toContainText(/jazz/i);
  await context.close();
});

test("a list pages onward without repeating an event", { tag: "@narrow" }, async ({ page }) => {
  await page.goto("/events");
  const names = async () =>
    page.locator('main a[href^="/events/"]').evaluateAll((links) => links.map((a) => a.getAttribute("href")));
  const first = new Set(await names());
  await page.locator('a[rel="next"]').click();
  await expect(page).toHaveURL(/cursor=/);
  const second = await names();
  expect(second.length).toBeGreaterThan(0);
  for (const href of second) expect(first.has(href)).toBe(false);
});

test("a city without events says so", { tag: "@narrow" }, async ({ page }) => {
  await page.goto("/events?city=Atlantis");
  await expect(page.locator("main")).toContainText(/no upcoming events in Atlantis/i);
});

test("search goes on and says so while the search engine hangs", { tag: "@narrow" }, async ({ page, faults }) => {
  await faults.put("meilisearch", { mode: "hang" });
  await page.goto(`/search?q=night&limit=${10 + Math.floor(Math.random() * 80)}`);
  expect(await page.locator('main a[href^="/events/"]').count()).toBeGreaterThan(0);
  await expect(page.locator('[role="status"]').first()).toBeVisible();
});

test("the keyboard alone reaches search, results and an event", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.locator(":focus")).toHaveText(/skip/i);
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press("Tab");
    if (await page.locator(':focus[type="search"]').count()) break;
  }
  await page.keyboard.type("jazz");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=jazz/);
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    if (await page.locator('main a[href^="/events/"]:focus').count()) break;
  }
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/events\/[a-z0-9-]+$/);
});

test("pages set no cookie and ask nobody else for anything", { tag: "@narrow" }, async ({ page, context }) => {
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await firstEvent(page);
  expect([...hosts]).toEqual([new URL(page.url()).host]);
  expect(await context.cookies()).toEqual([]);
});
