import { expect } from "@playwright/test";
import { test } from "./stack.ts";

// What a service worker fetches for a page cannot be made to fail from here.
test.use({ serviceWorkers: "block" });

const GDYNIA = { latitude: 54.5189, longitude: 18.5305 };
const FIELD = 'input[type="search"]';

test("names are suggested as one types, and chosen with keys alone @wide", async ({ page }) => {
  await page.goto("/de");
  const field = page.locator(FIELD);
  await field.pressSequentially("night sw");
  const option = page.getByRole("option", { name: "Night swim with otters" });
  await expect(option).toBeVisible();
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await field.press("ArrowDown");
  await expect(option).toHaveAttribute("aria-selected", "true");
  await field.press("Escape");
  await expect(option).toBeHidden();
  await field.fill("gdyn");
  const city = page.getByRole("option", { name: "Gdynia" });
  await expect(city).toContainText("Stadt");
  await city.click();
  await expect(page).toHaveURL(/\/de\/in\/gdynia$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Gdynia");
});

test("what is near is shown to who says where they are, and what went wrong to the others @wide", async ({
  browser,
  baseURL,
}) => {
  const asked: string[] = [];
  const near = async (permissions: string[], path = "/") => {
    const context = await browser.newContext({
      ...{ ...(baseURL && { baseURL }), geolocation: GDYNIA, permissions },
      serviceWorkers: "block",
    });
    const page = await context.newPage();
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(path);
    return page;
  };
  const page = await near(["geolocation"]);
  await page.getByRole("button", { name: "Near you" }).click();
  const found = page.getByRole("region", { name: "Near you" });
  await expect(found.getByRole("link", { name: "Tide walk" })).toBeVisible();
  // Rounded before it is sent.
  expect(asked.filter((url) => url.includes("lat="))).toEqual([expect.stringMatching(/\?lat=54\.52&lon=18\.53$/)]);
  await found.getByRole("link", { name: "See all" }).click();
  await expect(page).toHaveURL(/\/events\?lat=54\.52/);

  const refused = await near([]);
  await refused.getByRole("button", { name: "Near you" }).click();
  await expect(refused.getByRole("status").filter({ hasText: "Choose a city" })).toBeVisible();

  const failing = await near(["geolocation"], "/de");
  await failing.route(/\/events\?lat=/, (route) => route.abort());
  await failing.getByRole("button", { name: "In der Nähe" }).click();
  await expect(failing.getByRole("status").filter({ hasText: "Nähe klappt gerade nicht" })).toBeVisible();
  await failing.unroute(/\/events\?lat=/);
  // Who was offline is shown what is near as soon as there is a connection again.
  await failing.context().setOffline(true);
  await failing.getByRole("button", { name: "In der Nähe" }).click();
  await expect(failing.getByRole("status").filter({ hasText: "offline" })).toBeVisible();
  await failing.context().setOffline(false);
  await expect(failing.getByRole("link", { name: "Tide walk" }).first()).toBeVisible();
  for (const each of [page, refused, failing]) await each.context().close();
});

test("a broken island says so in its own place, and everything else goes on @narrow", async ({ page }) => {
  // One island's file is broken, another breaks as it is used: it lacks its words.
  await page.route(/\/_astro\/suggest[^/]*\.js$/, (route) =>
    route.fulfill({ contentType: "text/javascript", body: "throw new Error('broken')" }),
  );
  await page.route("/", async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace(/(name="near-you"[^>]* props=")[^"]*/, "$1{}");
    await route.fulfill({ response: answer, body: html });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Near you" }).click();
  await expect(page.locator('live-island[name="near-you"]')).toContainText("cannot look around you");
  const search = page.locator('live-island[name="suggest"]');
  await search.locator(FIELD).fill("otters");
  await expect(search.locator(".island-failed")).toContainText("press Enter");
  await search.locator(FIELD).press("Enter");
  await expect(page).toHaveURL(/\/search\?q=otters/);
  await expect(page.locator("main")).toContainText("Tide walk");
});

test("suggestions that cannot be had are not waited for @narrow", async ({ page }) => {
  await page.route("**/v1/suggest*", (route) => route.fulfill({ status: 503, body: "{}" }));
  await page.goto("/events");
  await page.locator(FIELD).pressSequentially("tide");
  await expect(page.getByRole("status").filter({ hasText: "press Enter" })).toBeVisible();
  await page.locator(FIELD).press("Enter");
  await expect(page.locator("main")).toContainText("Tide walk");
});

test("a city where nothing is on is not found, and says where something is @wide", async ({ page }) => {
  const answer = await page.goto("/in/atlantis");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("status").filter({ hasText: "Nothing is announced in this city" })).toBeVisible();
  await page.locator("main").getByRole("link", { name: "Gdynia" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Gdynia");
  // On which shelf depends on the day of the week.
  await expect(page.locator("main").getByRole("link", { name: "Tide walk" }).first()).toBeVisible();
});

test("a page for everybody is fetched as somebody points at its link, one of a sale is not @wide", async ({ page }) => {
  const deliveredBy = () =>
    page.evaluate(() => performance.getEntriesByType("navigation").map((entry) => Reflect.get(entry, "deliveryType")));
  await expect(async () => {
    await page.goto("/in/gdynia");
    const link = page.locator("main").getByRole("link", { name: "Night swim with otters" });
    await link.hover();
    await link.click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Night swim with otters");
    expect(await deliveredBy()).toEqual(["navigational-prefetch"]);
  }).toPass({ timeout: 30_000 });
  const tickets = page.locator('main a[href*="/tickets/"]').first();
  await tickets.hover();
  await tickets.click();
  await expect(page).toHaveURL(/\/tickets\//);
  expect(await deliveredBy()).toEqual([""]);
});

test("a browser that fetches nothing by itself is asked to, for the same pages @wide", async ({ page }) => {
  await page.addInitScript(() => {
    HTMLScriptElement.supports = () => false;
  });
  await page.goto("/in/gdynia");
  await page.locator("main").getByRole("link", { name: "Tide walk" }).hover();
  await expect(page.locator('link[rel="prefetch"][href$="/events/tide-walk"]')).toBeAttached();
  await page.goto("/events/tide-walk");
  await page.locator('main a[href*="/tickets/"]').first().hover();
  await page.locator('main a[href*="/events?"]').first().hover();
  await expect(page.locator('link[rel="prefetch"]')).toHaveCount(1);
});
