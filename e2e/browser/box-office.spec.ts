import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { newName, test } from "./studio.ts";

const ADA = { name: "=Ada Lovelace", email: "ada.lovelace@example.com" };

/** What a link saves. */
async function saved(page: Page, link: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: link }).click()]);
  return readFile(await download.path(), "utf8");
}

/** The cell of a row under a column, by what the row says. */
const cell = (page: Page, row: string, column: string) =>
  page.getByRole("row", { name: row }).locator(`[data-column=${column}]`);

test("a promoter looks after a sale: orders, refunds, attendees, codes, capacity, money, and its end", {
  tag: "@wide",
}, async ({ page, context, studio }) => {
  test.setTimeout(120_000);
  await studio.enter(context);
  const name = newName("Looked after");
  const event = await studio.onSale(context, name);
  await studio.sell(context, event, 2, ADA);
  const tab = (label: string) =>
    page.getByRole("navigation", { name: "This event" }).getByRole("link", { name: label });
  // What is told in passing has that role, too.
  const dialog = page.locator(".dialog");

  await test.step("an order is found, and one of its tickets is given back as the preview said", async () => {
    await page.goto(`/events/${event.id}`);
    await tab("Orders").click();
    await page.getByLabel("Search orders").fill("ada.love");
    await expect(page).toHaveURL(/q=ada\.love/);
    await page.getByRole("row", { name: ADA.email }).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Order \w+$/);
    // By keys alone.
    await page.getByRole("button", { name: "Refund…", exact: true }).press("Enter");
    await expect(dialog.getByRole("radio", { name: /^All that is left/ })).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    const effect = dialog.getByRole("region", { name: "What it does" });
    await expect(effect).toContainText("€23.00 go back to the card by themselves.");
    await expect(effect).toContainText("1 ticket is void");
    await expect(effect).toContainText("1 place in “House” is for sale again.");
    await dialog.getByRole("button", { name: "Refund €23.00" }).press("Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Partly refunded").first()).toBeVisible();
    await expect(page.getByRole("table", { name: "Tickets of this order" }).getByText("Void")).toHaveCount(1);
    await expect(page.getByRole("region", { name: "History" })).toContainText("Gave money back");
  });

  await test.step("who comes is listed, and saved as a file that no spreadsheet calculates", async () => {
    await page.goBack();
    await tab("Attendees").click();
    await expect(page.getByRole("table", { name: "Attendees" }).getByRole("row")).toHaveCount(2);
    const lines = (await saved(page, "Download CSV")).trim().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(`'${ADA.name}`);
  });

  await test.step("codes are made in bulk, found by their tag, saved, and turned off", async () => {
    await tab("Codes").click();
    await page.getByRole("button", { name: "New codes…" }).click();
    await dialog.getByLabel("What to make").selectOption("count");
    await dialog.getByLabel("How many").fill("250");
    await dialog.getByLabel("Per cent", { exact: true }).fill("10");
    await dialog.getByRole("button", { name: "Make the codes" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Tag: Please fill this in.");
    await dialog.getByLabel("Tag").fill("press");
    await dialog.getByRole("button", { name: "Make the codes" }).click();
    await expect(page.getByText("250 codes made.")).toBeVisible();
    await expect(page).toHaveURL(/tag=press/);
    expect((await saved(page, "Download these")).trim().split("\r\n")).toHaveLength(251);
    await page
      .getByRole("button", { name: /^Turn .* off$/ })
      .first()
      .click();
    await expect(page.getByRole("button", { name: /^Turn .* on$/ })).toHaveCount(1);
  });

  await test.step("places are blocked, and given to a guest", async () => {
    await tab("Capacity").click();
    await page.getByRole("button", { name: "Block places…" }).click();
    await dialog.getByLabel("Places").fill("10");
    await dialog.getByLabel("Why").fill("Press");
    await dialog.getByRole("button", { name: "Block" }).click();
    await expect(cell(page, "Press", "quantity")).toHaveText("10");
    await page.getByRole("button", { name: "Add a guest…" }).click();
    await dialog.getByLabel("Name").fill("Grace");
    await dialog.getByRole("button", { name: "Add the guest" }).click();
    await expect(cell(page, "Grace", "state")).toHaveText("Good");
  });

  await test.step("settings that somebody else has changed meanwhile are not overwritten unseen", async () => {
    await tab("Settings").click();
    await page.getByLabel("Tickets per person").fill("8");
    await studio.changeSelling(context, event, { payAtDoor: true });
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("Somebody else has saved other settings meanwhile.")).toBeVisible();
    await page.getByRole("button", { name: "Show theirs" }).click();
    await expect(page.getByLabel("At the door")).toBeChecked();
    await page.getByLabel("Tickets per person").fill("8");
    await page.getByRole("button", { name: "Save settings" }).click();
    await expect(page.getByText("All is saved.")).toBeVisible();
  });

  await test.step("the sale is watched, and stopped for everybody", async () => {
    await tab("Sales").click();
    await expect(cell(page, "House", "left")).toContainText("288 of 300");
    await expect(cell(page, "House", "blocked")).toHaveText("10");
    expect((await studio.hold(context, event, 3)).status()).toBe(201);
    // By itself.
    await expect(cell(page, "House", "held")).toHaveText("3", { timeout: 15_000 });
    await page.getByRole("button", { name: "Stop the sale…" }).click();
    await dialog.getByRole("button", { name: "Stop it" }).click();
    await expect(page.getByText("The sale is stopped by hand.")).toBeVisible();
    expect((await studio.hold(context, event, 1)).status()).toBe(409);
  });

  await test.step("payouts and ledger say the same", async () => {
    await page.getByRole("link", { name: "Payouts" }).click();
    await expect(cell(page, name, "payout")).toHaveText("€23.00");
    await page.getByRole("link", { name: `Ledger of ${name}` }).click();
    await expect(page.getByRole("table", { name: "Ledger" })).toContainText("Money went back");
  });

  await test.step("cancelling says first what it does, and then how far the refunds are", async () => {
    await page.goto(`/events/${event.id}`);
    await page.getByRole("button", { name: "More to do with this event" }).click();
    await page.getByRole("menuitem", { name: "Cancel the event…" }).click();
    await expect(dialog).toContainText("€23.00 go back, of 1 paid order");
    await dialog.getByLabel(/^To be sure/).fill(name);
    await dialog.getByRole("button", { name: "Cancel the event" }).click();
    await expect(dialog).toBeHidden();
    await tab("Sales").click();
    await expect(page.getByText("All money is back.")).toBeVisible({ timeout: 30_000 });
  });
});

test("money that came by hand goes back by hand, and a refund that failed waits for a person", {
  tag: "@wide",
}, async ({ page, context, studio }) => {
  await studio.enter(context);
  const event = await studio.onSale(context, newName("By hand"));
  await studio.changeSelling(context, event, { transfer: { instructions: "IBAN PL61 1090 1014", days: 5 } });
  const byTransfer = await studio.sell(context, event, 1, ADA, "transfer");
  const byCard = await studio.sell(context, event, 1, ADA, "card_refund_fails");
  const dialog = page.locator(".dialog");
  const refundAll = async () => {
    await page.getByRole("button", { name: "Refund…", exact: true }).click();
    await dialog.getByRole("button", { name: "Refund €23.00" }).click();
    await expect(dialog).toBeHidden();
  };

  await page.goto(`/orders/${byTransfer}`);
  await page.getByRole("button", { name: "Money came…" }).click();
  await dialog.getByLabel("Reference").fill("Statement 7");
  await dialog.getByRole("button", { name: "Record the money" }).click();
  await expect(page.getByRole("table", { name: "Payments" })).toContainText("Received");
  await refundAll();
  const refunds = page.getByRole("table", { name: "Refunds" });
  await expect(refunds).toContainText("Yours to give back", { timeout: 15_000 });
  await page.getByRole("button", { name: /^Money is back/ }).click();
  await dialog.getByRole("button", { name: "It went back" }).click();
  await expect(refunds).toContainText("Given back");

  await page.goto(`/orders/${byCard}`);
  await refundAll();
  await expect(page.getByText("A refund failed.")).toBeVisible({ timeout: 15_000 });
  await page.goto(`/refunds?eventId=${event.id}`);
  await expect(page.getByRole("row", { name: "Failed" })).toHaveCount(1);
  await page.getByRole("button", { name: /^Try again/ }).click();
  await expect(page.getByText("It is being tried again.")).toBeVisible();
});
