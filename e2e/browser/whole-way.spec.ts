import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { CHECKOUT_ADDRESS, findByName, mailsTo, newEmail, test } from "./shop.ts";

/** What a browser complains of while a fan walks: errors, what the policy forbids, and requests to anybody else. */
function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on("pageerror", ({ message }) => {
    // So says Chromium where it skips a transition because the next page was there too soon: nothing is lost.
    if (!message.startsWith("Transition was aborted")) complaints.push(message);
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).origin !== origin) complaints.push(request.url());
  });
  return complaints;
}

test("a fan goes from the home page to the ticket, and nothing is asked of or told to anybody else", async ({
  page,
  context,
  stack,
  shop,
}) => {
  const complaints = complaintsOf(page, stack.urls.fans);
  await findByName(page, "/", shop.concert);
  await page.getByRole("link", { name: "Tickets", exact: true }).first().click();
  expect(await context.cookies()).toEqual([]);
  await page.getByLabel("How many of Entry").selectOption("2");
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  // All of it from the first moment, and no more at the end.
  await expect(page.locator(".sums .total")).toHaveText(/€48$/);
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByRole("button", { name: "Pay €48" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets");
  await page.getByRole("link", { name: "Show 2 tickets" }).click();
  await expect(page.getByRole("img", { name: /^Code of the ticket/ })).toHaveCount(2);
  expect(complaints).toEqual([]);
});

test("the whole way in German: pages, form, mail, and the link in it", { tag: "@narrow" }, async ({
  page,
  context,
  shop,
}) => {
  await findByName(page, "/de", shop.concert);
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await page.locator('main a[href*="/tickets/"]').first().click();
  await page.getByLabel("Anzahl Entry").selectOption("2");
  await page.getByRole("button", { name: "Tickets reservieren" }).click();
  await expect(page).toHaveURL(/\/de\/checkout\/[0-9a-f]{12}$/);
  await expect(page.locator(".sums .total")).toHaveText(/48,00\s€|48\s€/);
  await page.getByRole("button", { name: /^Für 48.* kaufen$/ }).click();
  await expect(page.getByRole("alert")).toContainText("E-Mail");
  const email = newEmail();
  await page.getByLabel("E-Mail").fill(email);
  await page.getByRole("button", { name: /^Für 48.* kaufen$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bezahlt: Sie haben Ihre Tickets");
  await expect(page).toHaveURL(/\/de\/orders\//);

  const [mail] = await mailsTo(context, email);
  const link = mail?.text.match(/http:\S+\/de\/orders\/\S+/)?.[0] ?? "";
  await page.goto(link);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bezahlt: Sie haben Ihre Tickets");
  // The same page in the other language is one press away, and the way back, too.
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets");
  await page.getByRole("link", { name: "Deutsch" }).click();
  await expect(page).toHaveURL(link);
});

test("keys alone lead from the home page to the ticket, and what has the focus is seen", { tag: "@wide" }, async ({
  page,
  shop,
}) => {
  const reach = async (selector: string) => {
    for (let presses = 0; presses < 90; presses++) {
      await page.keyboard.press("Tab");
      const focused = page.locator(":focus");
      if ((await focused.count()) === 0) continue;
      const focus = await focused.evaluate((element) => {
        // A field's ring may be its frame's, and a card's is its picture's, too.
        const rings = [getComputedStyle(element), getComputedStyle(element, "::after")];
        if (element.parentElement !== null) rings.push(getComputedStyle(element.parentElement));
        const at = element.getBoundingClientRect();
        const seen = rings.some((ring) => ring.outlineStyle !== "none") && at.bottom > 0 && at.top < innerHeight;
        return { seen, says: element.outerHTML };
      });
      expect(focus.seen, focus.says).toBe(true);
      if (await page.locator(`${selector}:focus`).count()) return;
    }
    throw new Error(`90 Tabs did not lead to ${selector}`);
  };
  await expect(async () => {
    await page.goto("/");
    await reach('[type="search"]');
    await page.keyboard.type(shop.concert.name);
    await page.keyboard.press("Enter");
    await expect(page.locator(`main a[href="${shop.concert.path}"]`).first()).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  await reach(`main a[href="${shop.concert.path}"]`);
  await page.keyboard.press("Enter");
  await reach('main a[href*="/tickets/"]');
  await page.keyboard.press("Enter");
  await reach(".offers select");
  await page.keyboard.press("ArrowDown");
  await reach('form#tickets button[type="submit"]:not([formmethod]):not([tabindex])');
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(CHECKOUT_ADDRESS);
  await reach("#email");
  await page.keyboard.type(newEmail());
  // Enter in a field orders: it changes nothing and gives nothing up.
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets");
  await reach('main a[href$="/tickets"]');
  await page.keyboard.press("Enter");
  await expect(page.getByRole("img", { name: /^Code of the ticket/ })).toHaveCount(1);
});

for (const reducedMotion of ["reduce", "no-preference"] as const) {
  test(`going from page to page moves ${reducedMotion === "reduce" ? "nothing for who wants less motion" : "softly"}`, {
    tag: "@wide",
  }, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    // Told when a page is first shown: whether it comes by a transition.
    await page.addInitScript(() => {
      addEventListener("pagereveal", (event) => {
        document.documentElement.dataset.moves = String("viewTransition" in event && event.viewTransition !== null);
      });
    });
    await page.goto("/events");
    await page.locator('main a[href^="/events/"]').first().click();
    await expect(page).toHaveURL(/\/events\/[\w-]+$/);
    await expect(page.locator("html")).toHaveAttribute("data-moves", String(reducedMotion !== "reduce"));
    const moving = () =>
      page.evaluate(() => document.getAnimations().filter(({ playState }) => playState === "running").length);
    if (reducedMotion === "reduce") expect(await moving()).toBe(0);
  });
}
