import { expect } from "@playwright/test";
import { newName, test } from "./studio.ts";

test("a preview shows the draft to whoever has its link, and the public list does not", { tag: "@wide" }, async ({
  page,
  context,
  browser,
  studio,
}) => {
  await studio.enter(context);
  const name = newName("Rehearsal");
  const { id, slug } = await studio.draft(context, name);
  await page.goto(`/events/${id}`);
  await page.getByRole("button", { name: "Preview…" }).click();
  const link = page.getByRole("link", { name: "Open the preview" });
  const address = (await link.getAttribute("href")) ?? "";

  const stranger = await browser.newContext();
  const visit = await stranger.newPage();
  const response = await visit.goto(address);
  expect(response?.status()).toBe(200);
  expect(response?.headers()["cache-control"]).toContain("no-store");
  expect(response?.headers()["x-robots-tag"] ?? (await visit.content())).toMatch(/noindex/);
  await expect(visit.getByRole("heading", { level: 1 })).toHaveText(name);
  expect((await visit.goto(`${new URL(address).origin}/events/${slug}`))?.status()).toBe(404);
  expect(await studio.isPublic(name)).toBe(false);
  await stranger.close();
});
