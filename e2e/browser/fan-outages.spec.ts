import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { holdTickets, mailsTo, newEmail, payWith, type Shop, test } from "./shop.ts";

/** What a fan who buys does not need at that moment. */
const SPARED = ["meilisearch", "redis", "kv", "r2", "mail"] as const;

const PAID = "Paid: you have your tickets";
const title = (page: Page) => page.getByRole("heading", { level: 1 });

async function browse(page: Page, { concert }: Shop): Promise<void> {
  // A list that nobody asked for before.
  await page.goto(`/events?price=${900 + Math.floor(Math.random() * 1e6)}&currency=EUR`);
  expect(await page.locator('main a[href^="/events/"]').count()).toBeGreaterThan(0);
  await page.goto(concert.path);
  await expect(title(page)).toHaveText(concert.name);
}

test(`while ${SPARED.join(", ")} are gone together, a fan browses, buys and has the ticket`, {
  tag: "@narrow",
}, async ({ page, shop, faults }) => {
  for (const dependency of SPARED) await faults.put(dependency, { mode: "refuse" });
  await browse(page, shop);
  await holdTickets(page, shop.concert, "Entry", 1);
  await payWith(page, "approves", newEmail());
  await expect(title(page)).toHaveText(PAID, { timeout: 20_000 });
  await page.getByRole("link", { name: "Show the ticket" }).click();
  await expect(page.getByRole("img", { name: /^Code of the ticket/ })).toHaveCount(1);
});

test("while Postgres is gone pages go on and say how old they are, the sale says so, and then takes what was typed", {
  tag: "@narrow",
}, async ({ page, shop, faults }) => {
  const email = newEmail();
  await holdTickets(page, shop.concert, "Entry", 1);
  await page.getByLabel("E-mail").fill(email);
  await faults.put("postgres", { mode: "refuse" });
  const browsing = await page.context().newPage();
  await browse(browsing, shop);

  await page.getByRole("button", { name: "Pay €24" }).click();
  await expect(page.getByRole("alert")).not.toHaveText("");
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await faults.clear();
  await expect(async () => {
    if (await page.getByLabel("E-mail").isVisible()) await page.getByRole("button", { name: "Pay €24" }).click();
    await expect(title(page)).toHaveText(PAID, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText("1 ticket is valid.")).toBeVisible();
});

test("while the bank is gone its page says so; where only its answer is lost, the page finds out by itself", {
  tag: "@wide",
}, async ({ page, shop, faults }) => {
  await holdTickets(page, shop.concert, "Entry", 1);
  await faults.put("payments", { mode: "hang" });
  await payWith(page, "approves", newEmail());
  await expect(title(page)).toHaveText("We are confirming your payment");
  // Nothing that could be pressed pays again.
  await expect(page.locator("form[action$='/payment'], form[action$='/cancellation']")).toHaveCount(0);
  await faults.put("payments", { mode: "drop-response" });
  await holdTickets(page, shop.concert, "Entry", 1);
  await payWith(page, "approves", newEmail());
  await expect(title(page)).toHaveText(PAID, { timeout: 20_000 });
});

test("an answer that is lost in mid-payment is asked for again: one order, one mail", { tag: "@wide" }, async ({
  page,
  context,
  shop,
}) => {
  const email = newEmail();
  await holdTickets(page, shop.concert, "Entry", 1);
  let lost = 0;
  await page.route("**/checkout/*", async (route) => {
    if (route.request().method() !== "POST" || lost > 0) return route.continue();
    lost += 1;
    // It is performed, and nobody hears of it.
    await route.fetch({ maxRedirects: 0 });
    await route.abort("connectionreset");
  });
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Pay €24" }).click();
  await expect(title(page)).toHaveText(PAID, { timeout: 20_000 });
  expect(lost).toBe(1);
  expect(await mailsTo(context, email)).toHaveLength(1);
  // What was held has become this order and nothing else.
  const order = page.url();
  await page.goto("/checkout");
  expect(page.url()).toBe(order);
});

test("who loses the network before the payment is sent keeps what was typed, and pays once it is back", {
  tag: "@narrow",
}, async ({ page, context, shop }) => {
  await holdTickets(page, shop.concert, "Entry", 1);
  await page.getByLabel("E-mail").fill(newEmail());
  await context.setOffline(true);
  await page.getByRole("button", { name: "Pay €24" }).click();
  await expect(page.getByText(/You are offline/)).toBeVisible();
  await context.setOffline(false);
  await expect(title(page)).toHaveText(PAID, { timeout: 20_000 });
});

test.describe("without JavaScript", { tag: "@wide" }, () => {
  test.use({ javaScriptEnabled: false });

  test("who loads the page again after an answer that was lost is led to the order", async ({ page, shop }) => {
    await holdTickets(page, shop.concert, "Entry", 1);
    await page.getByLabel("E-mail").fill(newEmail());
    const answers: (string | undefined)[] = [];
    await page.route("**/checkout/*", async (route) => {
      if (route.request().method() !== "POST" || answers.length > 0) return route.continue();
      answers.push((await route.fetch({ maxRedirects: 0 })).headers().location);
      await route.abort("connectionreset");
    });
    await page
      .getByRole("button", { name: "Pay €24" })
      .click({ noWaitAfter: true })
      .catch(() => undefined);
    await expect.poll(() => page.url()).toMatch(/^chrome-error:/);
    // The browser sends the form again: it is the same request, and so the same order.
    await page.reload();
    await expect(page).toHaveURL(new RegExp(`${answers[0] ?? "an order"}$`));
    await expect(title(page)).toHaveText(PAID);
  });
});
