import { expect } from "@playwright/test";
import { test } from "./stack.ts";

test("a fan elsewhere reads their own time beside the venue's, and one who is there does not", {
  tag: "@wide",
}, async ({ browser, baseURL }) => {
  const told = async (timezoneId: string) => {
    const context = await browser.newContext({ timezoneId, ...(baseURL ? { baseURL } : {}) });
    const page = await context.newPage();
    await page.goto(address);
    const [venue, mine] = [page.locator(".facts time"), page.locator(".facts .your-time")];
    const said = {
      venue: await venue.textContent(),
      mine: (await mine.count()) === 0 ? null : await mine.textContent(),
    };
    const zone = await venue.getAttribute("data-zone");
    await context.close();
    return { ...said, zone };
  };
  const list = await browser.newPage({ ...(baseURL ? { baseURL } : {}) });
  await list.goto("/de/events?city=Berlin");
  const address = (await list.locator('main .card a[href^="/de/events/"]').first().getAttribute("href")) ?? "";
  await list.close();

  const there = await told("Europe/Berlin");
  expect(there).toMatchObject({ zone: "Europe/Berlin", mine: null });
  const elsewhere = await told("Asia/Tokyo");
  expect(elsewhere.venue).toBe(there.venue);
  expect(elsewhere.venue).toMatch(/^\p{L}{2}\., .* · \d\d:\d\d\sMES?Z$/u);
  expect(elsewhere.mine).toMatch(/^\(bei Ihnen (?:\p{L}{2}\., .*, )?\d\d:\d\d\)$/u);
});
