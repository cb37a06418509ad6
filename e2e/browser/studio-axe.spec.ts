import { expect } from "@playwright/test";
import { newName, test } from "./studio.ts";
import { violationsByLight } from "./wrongs.ts";

const OUTSIDE = ["/sign-in", "/sign-up", "/reset", "/reset?token=x", "/verify?token=x", "/invitation?token=x"];
const INSIDE = [
  ...["/events", "/events?q=nothing-is-called-this", "/events/new", "/series", "/imports", "/team", "/account"],
  ...["/audit", "/deliveries", "/organisation", "/organisation/new", "/nowhere"],
  ...["/orders", "/orders?q=nobody-is-called-this", "/refunds", "/payouts", "/ledger"],
];

test("axe finds nothing on any screen of the studio, light or dark", { tag: "@wide" }, async ({
  page,
  context,
  studio,
}) => {
  test.setTimeout(180_000);
  const look = async (address: string) => {
    await page.goto(address);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator("[aria-busy=true], .skeleton")).toHaveCount(0);
    expect(await violationsByLight(page), address).toEqual([]);
  };
  for (const address of OUTSIDE) await look(address);
  await studio.enter(context, "owner", "Long Tide Live");
  for (const address of INSIDE) await look(address);

  const { id } = await studio.draft(context, newName("Looked at"));
  await look(`/events/${id}`);
  await page.getByRole("button", { name: /^Where performance 1 is/ }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await violationsByLight(page), "where").toEqual([]);
  await page.getByRole("dialog").locator("input[role=combobox]").first().press("ArrowDown");
  await expect(page.getByRole("listbox")).toBeVisible();
  expect(await violationsByLight(page), "a list in a dialog").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Publish…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await violationsByLight(page), "publish").toEqual([]);
  await page.keyboard.press("Escape");
  await page.locator("input[role=combobox]").first().press("ArrowDown");
  await expect(page.getByRole("listbox")).toBeVisible();
  expect(await violationsByLight(page), "a list").toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByLabel("Web page").fill("no address");
  await page.getByLabel(/^Start time of performance 1/).fill("25:99");
  await page.getByLabel("Summary").press("Tab");
  expect(await violationsByLight(page), "with faults").toEqual([]);

  const sold = await studio.onSale(context, newName("Sold"));
  const order = await studio.sell(context, sold, 2, { name: "Ada", email: "ada@example.com" });
  const open = async (button: RegExp) => {
    await page.getByRole("button", { name: button }).click();
    await expect(page.locator(".dialog")).toBeVisible();
  };
  const close = () => page.locator(".dialog").getByRole("button", { name: "Close" }).click();
  await look(`/orders/${order}`);
  await open(/^Refund/);
  await page.getByLabel("Some tickets").check();
  await page
    .getByRole("checkbox", { name: /^Entry/ })
    .first()
    .check();
  await expect(page.getByText("1 ticket is void")).toBeVisible();
  expect(await violationsByLight(page), "a refund").toEqual([]);
  await close();
  for (const tab of ["orders", "attendees", "sales", "capacity"]) await look(`/events/${sold.id}/${tab}`);
  await open(/^Add a guest/);
  expect(await violationsByLight(page), "a guest").toEqual([]);
  await close();
  await look(`/events/${sold.id}/codes`);
  await open(/^New codes/);
  await page.getByRole("button", { name: "Make the code" }).click();
  await expect(page.locator(".dialog").getByRole("alert")).toBeVisible();
  expect(await violationsByLight(page), "new codes, with faults").toEqual([]);
  await close();
  await look(`/events/${sold.id}/settings`);
  await page.getByLabel("Bank transfer").check();
  await page.getByRole("button", { name: "Add a question" }).click();
  expect(await violationsByLight(page), "settings").toEqual([]);
});
