import { expect } from "@playwright/test";
import { test } from "./stack.ts";

test("what a visit felt like lands in the metrics once its page goes out of sight", {
  tag: "@narrow",
}, async ({ page, stack }) => {
  await page.goto("/events");
  await page.locator('input[type="search"]').first().click();
  await page.goto("/help");
  const counted = async (series: string) => {
    // A worker writes what it counted while it is asked, and what a request that was broken off took along, later.
    await fetch(new URL("/healthz", stack.urls.fans));
    const metrics = await (await fetch(new URL("/metrics", stack.urls.switchboard))).text();
    const lines = metrics.split("\n").filter((line) => line.startsWith(series) && line.includes('template="/events"'));
    return lines.length;
  };
  await expect.poll(() => counted("web_vital_seconds_count{")).toBeGreaterThanOrEqual(3);
  await expect.poll(() => counted("web_vital_shift_count{")).toBe(1);
});
