import { expect } from "@playwright/test";
import { inDays, newName, test } from "./studio.ts";

test("a file is imported with a report of every row, and undone as a whole", { tag: "@wide" }, async ({
  page,
  context,
  studio,
}) => {
  const [swim, walk] = [newName("Import swim"), newName("Import walk")];
  const file = [
    "name,date,time,city,country,genre,currency",
    `${swim},${inDays(70)},20:00,Sopot,PL,concert,PLN`,
    `${walk},${inDays(71)},,Sopot,PL,family,PLN`,
    "Without a date,,20:00,Sopot,PL,concert,PLN",
  ].join("\n");
  await studio.enter(context);
  await page.goto("/imports");
  await page.getByRole("button", { name: "Import a file" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a file" });
  await dialog
    .getByLabel("File")
    .setInputFiles({ name: "programme.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
  await dialog.getByText("Publish new events with upcoming dates at once").click();
  await dialog.getByRole("button", { name: "Start import" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "programme.csv" })).toBeVisible();
  const report = page.getByRole("table", { name: "Rows of the file" });
  await expect(report.getByRole("row")).toHaveCount(4, { timeout: 20_000 });
  await expect(report.getByRole("row", { name: swim })).toContainText("Created");
  await expect(report.getByRole("row", { name: "Without a date" })).toContainText("Rejected");
  await expect(() => studio.isPublic(walk, "sopot").then((found) => expect(found).toBe(true))).toPass();

  await page.getByRole("button", { name: "Undo this import" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Undo the import" }).click();
  await expect(page.getByText("Undone", { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(() => studio.isPublic(walk, "sopot").then((found) => expect(found).toBe(false))).toPass();
  await page.goto(`/events?q=${encodeURIComponent(swim)}`);
  await expect(page.getByText(swim, { exact: true })).toHaveCount(0);
});
