import type { Stack } from "@liveotter/devstack/stack";
import type { Browser } from "@playwright/test";
import type { Look } from "./fans-walk.ts";

const TABS = ["sales", "orders", "attendees", "codes", "capacity", "settings"];
const SCREENS = ["orders", "refunds", "payouts", "ledger", "imports", "series", "team", "audit", "deliveries"];

/** The promoters' screens, signed in as the owner of the demo's first promoter. */
export async function walkStudio(browser: Browser, look: Look, { urls, logins }: Stack): Promise<void> {
  const page = await (await browser.newContext({ baseURL: urls.promoters })).newPage();
  const see = (name: string, reach: () => Promise<unknown>) =>
    look(page, "Studio", name, async () => {
      await reach();
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.locator("[aria-busy=true], .skeleton").first().waitFor({ state: "detached" });
    });
  await see("Sign in", () => page.goto("/sign-in"));
  const owner = logins.find(({ role }) => role === "owner");
  await page.getByLabel("E-mail").fill(owner?.email ?? "");
  await page.getByLabel("Password", { exact: true }).fill(owner?.password ?? "");
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.waitForURL(/\/events/);
  await see("Events", () => page.goto("/events"));
  await see("An event", async () => {
    await page.goto("/events?q=night+swim");
    await page.getByRole("link", { name: /night swim/i }).click();
    await page.waitForURL(/\/events\/[\w-]+$/);
  });
  const event = page.url();
  for (const tab of TABS) await see(`An event’s ${tab}`, () => page.goto(`${event}/${tab}`));
  for (const screen of SCREENS) await see(screen, () => page.goto(`/${screen}`));
  await see("An order", async () => {
    await page.goto("/orders");
    await page.locator('main a[href*="/orders/"]').first().click();
    await page.waitForURL(/\/orders\/[\w-]+$/);
  });
  await page.context().close();
}
