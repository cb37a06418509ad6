import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { expectSaved, inDays, newName, test } from "./studio.ts";

/** Goes on by Tab until the focus is on what has this name, as somebody without a mouse does. */
async function tabTo(page: Page, role: "button" | "link" | "textbox" | "combobox" | "menuitem", name: string | RegExp) {
  const aim = page.getByRole(role, { name }).first();
  await expect(aim).toBeVisible();
  for (let steps = 0; steps < 150; steps++) {
    if (await aim.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`150 Tabs did not lead to the ${role} ${name}`);
}

test("an event is created, filled in and published by keys alone", { tag: "@wide" }, async ({
  page,
  context,
  studio,
}) => {
  await studio.enter(context);
  const name = newName("Keys only");
  await page.goto("/events");
  await tabTo(page, "link", /new event/i);
  await page.keyboard.press("Enter");
  await tabTo(page, "textbox", "Name");
  await page.keyboard.type(name);
  for (const [label, text] of [
    ["Genre", "jazz"],
    ["Currency", "EUR"],
  ] as const) {
    await tabTo(page, "combobox", label);
    await page.keyboard.type(text);
    await page.getByRole("listbox").getByRole("option").first().waitFor();
    await page.keyboard.press("Enter");
  }
  await tabTo(page, "button", "Create draft");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();

  await tabTo(page, "button", "Add a performance");
  await page.keyboard.press("Enter");
  // A new row begins where one types first: the parts of its date, then its time.
  await expect(page.getByLabel("Date of performance 1", { exact: true })).toBeFocused();
  const [year, month, day] = inDays(45).split("-");
  await page.keyboard.type(`${month}${day}${year}`);
  await tabTo(page, "textbox", /^Start time of performance 1/);
  await page.keyboard.type("20:00");
  await tabTo(page, "button", /^Where performance 1 is/);
  await page.keyboard.press("Enter");
  const where = page.getByRole("dialog", { name: "Where is it?" });
  await expect(where).toBeVisible();
  await tabTo(page, "combobox", "Venue");
  await page.keyboard.type("Lantern Hall");
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Use this place");
  await page.keyboard.press("Enter");
  await expect(where).toBeHidden();
  await expect(page.getByRole("button", { name: /^Where performance 1 is: Lantern Hall/ })).toBeFocused();

  await tabTo(page, "button", "Add a ticket type");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Name of ticket type 1")).toBeFocused();
  await page.keyboard.type("Entry");
  await tabTo(page, "textbox", "Price of Entry");
  await page.keyboard.type("23.00");
  await expectSaved(page);

  await page.getByRole("link", { name: "Skip to the content" }).focus();
  await page.keyboard.press("Enter");
  await tabTo(page, "button", "Publish…");
  await page.keyboard.press("Enter");
  const ask = page.getByRole("dialog");
  await expect(ask).toBeVisible();
  await tabTo(page, "button", "Publish");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
});
