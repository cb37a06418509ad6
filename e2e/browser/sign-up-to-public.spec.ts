import { expect } from "@playwright/test";
import { chooseByTyping, expectSaved, inDays, newName, test } from "./studio.ts";

test("a promoter goes from signing up to an event in the public list", async ({ page, studio }) => {
  const email = `${newName("ada").replace(" ", "-")}@example.com`;
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Your name").fill("Ada Reed");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("an otter swims at night");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  await page.goto(await studio.mailedLink(email, "verify"));
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.getByLabel("Name of the organisation").fill("Reed & Daughters");
  await page.getByRole("button", { name: "Create organisation" }).click();

  const name = newName("Night swim");
  await page
    .getByRole("link", { name: /new event|create your first/i })
    .first()
    .click();
  await page.getByLabel("Name").fill(name);
  await chooseByTyping(page, "Genre", "jazz");
  await chooseByTyping(page, "Currency", "EUR");
  await page.getByRole("button", { name: "Create draft" }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText("stands in the way").first()).toBeVisible();

  await page.getByRole("button", { name: "Add a performance" }).click();
  await page.getByLabel("Date of performance 1", { exact: true }).fill(inDays(60));
  await page.getByLabel(/^Start time of performance 1/).fill("20:00");
  await page.getByRole("button", { name: /^Where performance 1 is/ }).click();
  const where = page.getByRole("dialog", { name: "Where is it?" });
  await where.getByLabel("Kind of place").selectOption("place");
  await where.getByLabel("City").fill("Gdynia");
  await where.getByLabel("Country").selectOption("PL");
  await chooseByTyping(page, "Time zone of the place", "Warsaw");
  await where.getByRole("button", { name: "Use this place" }).click();
  await page.getByRole("button", { name: "Add a ticket type" }).click();
  await page.getByLabel("Name of ticket type 1").fill("Entry");
  await page.getByLabel("Price of Entry").fill("23.00");
  await expectSaved(page);
  expect(await studio.isPublic(name)).toBe(false);

  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Published", { exact: true })).toBeVisible();
  await expect(() => studio.isPublic(name).then((found) => expect(found).toBe(true))).toPass({ timeout: 5_000 });
});
