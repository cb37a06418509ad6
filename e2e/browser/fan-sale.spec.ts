import { CURRENCIES, formatMoney } from "@liveotter/core/money";
import { expect } from "@playwright/test";
import { CHECKOUT_ADDRESS, findByName, holdTickets, mailedCode, newEmail, payWith, test } from "./shop.ts";

test.describe("without JavaScript", { tag: "@narrow" }, () => {
  test.use({ javaScriptEnabled: false });

  test("a fan goes from the home page to tickets, by links and forms alone", async ({ page, shop }) => {
    await findByName(page, "/", shop.concert);
    await page.getByRole("link", { name: "Tickets", exact: true }).first().click();
    await page.getByRole("button", { name: "Hold these tickets" }).click();
    await expect(page.getByRole("alert")).toContainText("Choose how many tickets");
    await page.getByLabel("How many of Entry").selectOption("2");
    await page.getByRole("button", { name: "Hold these tickets" }).click();

    await expect(page.getByRole("timer")).toHaveText(/9 minutes|10 minutes/);
    await expect(page.locator(".sums .total")).toHaveText(/€48$/);
    await page.getByRole("button", { name: "Pay €48" }).click();
    await expect(page.getByRole("link", { name: "Enter the e-mail address" })).toHaveAttribute("href", "#email");
    await page.getByLabel("E-mail").fill(newEmail());
    await page.getByLabel("Your name").fill("Ada");
    await page.getByText("Change tickets or add a code").click();
    await page.getByLabel(/^Entry/).fill("3");
    await page.getByRole("button", { name: "Change the tickets" }).click();
    await expect(page.locator(".sums .total")).toHaveText(/€72$/);
    await expect(page.getByLabel("Your name")).toHaveValue("Ada");
    await page.getByRole("button", { name: "Pay €72" }).click();

    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets", {
      timeout: 20_000,
    });
    await page.reload();
    await page.getByRole("link", { name: "Show 3 tickets" }).click();
    await expect(page.getByRole("img", { name: /^Code of the ticket/ })).toHaveCount(3);
    await page.getByText("Say who is coming").first().click();
    await page.getByLabel("Name").first().fill("Mary Otter");
    await page.getByRole("button", { name: "Save" }).first().click();
    await expect(page.getByText("For Mary Otter")).toBeVisible();

    const links = ["PDF to print", "Add to calendar"].map((name) =>
      page.getByRole("link", { name }).getAttribute("href"),
    );
    for (const [at, type] of ["application/pdf", "text/calendar"].entries()) {
      const file = await page.request.get((await links[at]) ?? "");
      expect([file.status(), file.headers()["content-type"], file.headers()["cache-control"]]).toEqual([
        ...[200, expect.stringContaining(type), "no-store"],
      ]);
    }
    // The checkout of what was ordered leads to the order, however often it is looked at.
    await page.goto("/checkout");
    await expect(page).toHaveURL(/\/orders\//);
  });

  test("a code shows what is hidden, and only a right one", async ({ page, shop }) => {
    await page.goto(shop.concert.tickets);
    await expect(page.getByRole("heading", { name: "Friends" })).toHaveCount(0);
    await page.getByText("I have a code").click();
    await page.getByLabel("Code").fill("no-such-code");
    await page.getByLabel("Code").press("Enter");
    // Enter asks for tickets, of which none are chosen: what was typed stays.
    await expect(page.getByLabel("Code")).toHaveValue("no-such-code");
    await page.getByRole("button", { name: "Show its tickets" }).click();
    await expect(page.locator("#code-hurdle")).toContainText("There is no such code");
    await page.getByLabel("Code").fill(shop.code.toLowerCase());
    await page.getByRole("button", { name: "Show its tickets" }).click();
    await page.getByLabel("How many of Friends").selectOption("1");
    await page.getByRole("button", { name: "Hold these tickets" }).click();
    await expect(page.locator(".sums")).toContainText("1 × Friends");
  });

  test("tickets for two events are held side by side, and checked out one after another without retyping", async ({
    page,
    shop,
  }) => {
    await holdTickets(page, shop.concert, "Entry", 1);
    await page.goto(`/de${shop.supper.tickets}`);
    await page.getByLabel("Anzahl Seat").selectOption("1");
    await page.getByRole("button", { name: "Tickets reservieren" }).click();
    await page.getByRole("link", { name: "Ihr Warenkorb (2)" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ihr Warenkorb");
    await page.getByRole("link", { name: "English" }).click();

    const held = page.locator(".holds > li");
    await expect(held).toHaveCount(2);
    await expect(page.getByRole("timer")).toHaveText([/9 minutes|10 minutes/, /9 minutes|10 minutes/]);
    await expect(page.getByText("Total for 2 events")).toBeVisible();
    await held.filter({ hasText: shop.concert.name }).getByRole("link", { name: "Check out" }).click();
    await page.getByLabel("Your name").fill("Ada");
    const email = newEmail();
    await payWith(page, "approves", email);

    const next = page.getByRole("region", { name: `Next: tickets for ${shop.supper.name}` });
    await expect(next.getByRole("timer")).toHaveText(/minutes/);
    await next.getByRole("link", { name: "Continue to checkout" }).click();
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await expect(page.getByLabel("Your name")).toHaveValue("Ada");
    const seat = page.getByRole("group", { name: "Seat" });
    await seat.getByLabel("Name").fill("Ada");
    await seat.getByLabel("Menu").selectOption("Kelp");
    await page.getByLabel("I have read the house rules").check();
    await page.getByRole("button", { name: "Pay €30" }).click();
    await expect(page).toHaveURL(/\/orders\//);

    // Both orders are there, and the browser keeps nothing that was typed.
    await page.getByRole("link", { name: "See all orders from your cart" }).click();
    await expect(page.locator(".orders > li")).toHaveCount(2);
    for (const { name } of [shop.concert, shop.supper]) await expect(page.locator(".orders")).toContainText(name);
    const names = (await page.context().cookies()).map(({ name }) => name);
    expect(names.filter((name) => /draft|buyer/.test(name))).toEqual([]);
  });

  test("a second step is taken at the bank, and leads back to the order", async ({ page, shop }) => {
    await holdTickets(page, shop.concert, "Entry", 1);
    await payWith(page, "needs a second step", newEmail());
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your bank asks for one more step");
    await page.getByRole("link", { name: "Go on to your bank" }).click();
    await page.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets", {
      timeout: 20_000,
    });
  });
});

test("the total is shown with each currency's own decimals, whatever the browser knows of it", {
  tag: "@wide",
}, async ({ page, shop }) => {
  await page.goto(shop.concert.tickets);
  await page.getByLabel("How many of Entry").selectOption("2");
  await expect(page.locator("[data-total]")).toHaveText("€48");
  const shown = await page.evaluate((currencies) => {
    const form = document.querySelector<HTMLFormElement>("form[data-bill]");
    const total = document.querySelector("[data-total]");
    return currencies.map((currency) => {
      form?.setAttribute("data-currency", currency);
      form?.dispatchEvent(new Event("change"));
      return total?.textContent ?? "";
    });
  }, CURRENCIES);
  const digits = (text: string) => text.replaceAll(/^\D+|\D+$/g, "");
  expect(shown.map(digits)).toEqual(
    CURRENCIES.map((currency) => digits(formatMoney(4800, currency, "en", { short: true }))),
  );
});

test("what others take meanwhile is said with what is left; then it is sold out", { tag: "@wide" }, async ({
  page,
  browser,
  baseURL,
  shop,
}) => {
  await page.goto(shop.concert.tickets);
  const balcony = page.getByLabel("How many of Balcony");
  await expect(balcony.getByRole("option")).toHaveText(["0", "1", "2"]);
  const other = await (await browser.newContext(baseURL ? { baseURL } : {})).newPage();
  await holdTickets(other, shop.concert, "Balcony", 1);

  await balcony.selectOption("2");
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await expect(page.getByRole("alert")).toContainText("Only 1 of “Balcony” is left");
  await expect(balcony).toHaveValue("2");
  await balcony.selectOption("1");
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await expect(page).toHaveURL(CHECKOUT_ADDRESS);

  await expect(async () => {
    await other.goto(shop.concert.tickets);
    await expect(other.locator(".offers .gone")).toContainText("Sold out", { timeout: 200 });
  }).toPass({ timeout: 10_000 });
  // Given up, they are there again for whoever looks.
  await page.getByRole("button", { name: "Give up these tickets" }).click();
  await expect(page).toHaveURL(new RegExp(`${shop.concert.path}$`));
  await page.goto("/checkout");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are holding no tickets");
  await other.context().close();
});

test("a declined card leaves another try; two tabs, two clicks and going back make one order", {
  tag: "@wide",
}, async ({ page, context, shop }) => {
  await holdTickets(page, shop.concert, "Entry", 1);
  await expect(page.getByRole("timer")).toHaveText(/^9:\d\d$/);
  const tab = await context.newPage();
  await tab.goto("/checkout");
  await page.getByRole("button", { name: "Pay €24" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter the e-mail address");
  const email = newEmail();
  await payWith(page, "declines", email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your card was declined");
  await payWith(tab, "approves", email);
  expect(tab.url()).toBe(page.url());
  await expect(tab.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets");
  // This tab still shows the other try: it has come too late to take anything.
  await page.getByLabel("Test card: approves").first().check();
  await page.getByRole("button", { name: "Try again: €24" }).dblclick();
  await expect(page.getByText("1 ticket is valid.")).toBeVisible();
  await tab.getByRole("link", { name: "Show the ticket" }).click();
  await expect(tab.getByRole("img", { name: /^Code of the ticket/ })).toHaveCount(1);
});

test("while the bank does not answer, its page says so and nothing is called failed; what is known later shows by itself", {
  tag: "@wide",
}, async ({ page, shop }) => {
  await holdTickets(page, shop.concert, "Entry", 1);
  await page.getByText("More test cards").click();
  await payWith(page, "hangs", newEmail());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We are confirming your payment");
  await expect(page.getByRole("button")).toHaveCount(0);
  await holdTickets(page, shop.concert, "Entry", 1);
  await payWith(page, "needs a second step", newEmail());
  const bank = await page.context().newPage();
  await bank.goto((await page.getByRole("link", { name: "Go on to your bank" }).getAttribute("href")) ?? "");
  await bank.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets", { timeout: 20_000 });
});

test("who comes and what they eat is asked, and a transfer says where to", { tag: "@narrow" }, async ({
  page,
  shop,
}) => {
  await holdTickets(page, shop.supper, "Seat", 2);
  await page.getByLabel("E-mail").fill(newEmail());
  await page.getByRole("group", { name: "Seat 1 of 2" }).getByLabel("Name").fill("Ada");
  await page.getByRole("group", { name: "Seat 1 of 2" }).getByLabel("Menu").selectOption("Kelp");
  await page.getByLabel("Bank transfer").check();
  await page.getByRole("button", { name: "Pay €60" }).click();
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("link")).toHaveText([
    "Tick “I have read the house rules” to go on.",
    "Enter who is coming with ticket 2 of “Seat”.",
    "Choose an answer to “Menu, Seat 2 of 2”.",
  ]);
  await alert.getByRole("link", { name: /who is coming/ }).click();
  await page.keyboard.type("Mary");
  const second = page.getByRole("group", { name: "Seat 2 of 2" });
  await expect(second.getByLabel("Name")).toHaveValue("Mary");
  await second.getByLabel("Menu").selectOption("Fish");
  await page.getByLabel("I have read the house rules").check();
  await expect(page.getByLabel("Bank transfer")).toBeChecked();
  await page.getByRole("button", { name: "Pay €60" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("We are waiting for your transfer");
  await expect(page.getByText("IBAN PL61 1090 1014")).toBeVisible();
  await page.getByText("Cancel this order").click();
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This order was cancelled");
  await expect(page.getByText("Nothing was taken from you.")).toBeVisible();
});

test("a fan finds all orders with the code that was mailed", { tag: "@wide" }, async ({ page, context, shop }) => {
  const email = newEmail();
  await holdTickets(page, shop.concert, "Entry", 1);
  await payWith(page, "approves", email);
  const order = page.url();
  await context.clearCookies();
  await page.goto("/");
  await page.getByRole("link", { name: "Find my orders" }).click();
  await page.getByLabel("E-mail that you ordered with").fill(email);
  await page.getByRole("button", { name: "Mail me a code" }).click();
  await expect(page.getByLabel("Code from the e-mail")).toBeVisible();
  const code = await mailedCode(context, email);
  await page.getByLabel("Code from the e-mail").fill(code === "000000" ? "111111" : "000000");
  await page.getByRole("button", { name: "Show my orders" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not the code");
  await page.getByLabel("Code from the e-mail").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole("button", { name: "Show my orders" }).click();
  await expect(page.locator(".orders > li")).toHaveCount(1);
  await page.locator(".orders").getByRole("link", { name: shop.concert.name }).click();
  expect(page.url()).toBe(order);
  // Cookies go to the sale's own pages alone.
  expect((await context.cookies()).map(({ path, httpOnly }) => [path, httpOnly]).sort()).toEqual([
    ["/de/my-orders", true],
    ["/my-orders", true],
  ]);
});

test("no form is taken from another site's page, and no address of an order tells that it exists", {
  tag: "@wide",
}, async ({ page, shop }) => {
  await page.goto("about:blank");
  const post = (headers: Record<string, string>) =>
    page.request.post("/checkout", { headers, form: { do: "release" }, maxRedirects: 0 });
  for (const headers of [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "https://evil.example" }]) {
    const refused = await post(headers);
    expect([refused.status(), await refused.text()]).toEqual([403, expect.stringContaining("Nothing was done")]);
  }
  const wrong = await page.goto(`/orders/00000000-0000-7000-8000-000000000000/${"k".repeat(32)}`);
  expect([wrong?.status(), wrong?.headers()["referrer-policy"], wrong?.headers()["x-robots-tag"]]).toEqual([
    ...[404, "no-referrer", "noindex, nofollow"],
  ]);
  const tickets = await page.goto(shop.concert.tickets);
  expect(tickets?.headers()["cache-control"]).toBe("no-store");
  expect(await page.context().cookies()).toEqual([]);
});

test("what is chosen adds up at once; what is typed is there again after leaving, in another tab and language; time runs out as told", {
  tag: "@wide",
}, async ({ page, context, shop }) => {
  await page.goto(shop.concert.tickets);
  const total = page.locator("[data-total]");
  await expect(total).toHaveText("–");
  await page.getByLabel("How many of Entry").selectOption("2");
  await expect(total).toHaveText("€48");
  await page.getByLabel("How many of Balcony").selectOption("1");
  await expect(total).toHaveText("€89");
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await expect(page.locator(".sums .total")).toHaveText(/€89$/);

  const kept = page.waitForResponse((response) => response.status() === 204);
  await page.getByLabel("E-mail").fill("fan@example.com");
  await page.getByLabel("Your name").focus();
  await kept;
  await page.goto(shop.concert.path);
  await page.goto("/checkout");
  await expect(page.getByLabel("E-mail")).toHaveValue("fan@example.com");
  const tab = await context.newPage();
  await tab.clock.install({ time: Date.now() });
  await tab.goto("/de/checkout");
  await expect(tab.getByLabel("E-Mail")).toHaveValue("fan@example.com");

  await expect(tab.getByRole("timer")).toHaveText(/^9:\d\d$/);
  await tab.clock.fastForward("08:00");
  await expect(tab.getByRole("timer")).toHaveText(/^1:\d\d$/);
  await expect(tab.locator("[data-announce]")).toHaveText("Es bleiben zwei Minuten.");
  await tab.clock.fastForward("02:00");
  await expect(tab.getByRole("timer")).toContainText("Die Zeit ist abgelaufen.");

  // This tab still shows what the other one gives up and takes anew.
  await page.getByText("Change tickets or add a code").click();
  await page.getByLabel(/^Balcony/).fill("0");
  await page.getByRole("button", { name: "Change the tickets" }).click();
  await expect(page.locator(".sums .total")).toHaveText(/€48$/);
  await tab.getByRole("button", { name: /kaufen$/ }).click();
  await expect(tab.getByRole("alert")).toContainText("in einem anderen Tab");
  await expect(tab.locator(".sums .total")).toHaveText(/48\s€$/);
});
