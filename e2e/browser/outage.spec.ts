import { expect } from "@playwright/test";
import { expectSaved, newName, test } from "./studio.ts";

test("what is typed while Postgres is gone is kept, said to be unsaved, and saved once it is back", {
  tag: "@wide",
}, async ({ page, context, studio, faults }) => {
  await studio.enter(context);
  const { id } = await studio.draft(context, newName("Stormy evening"));
  await page.goto(`/events/${id}`);
  await expectSaved(page);
  await faults.put("postgres", { mode: "refuse" });
  await page.getByLabel("Summary").fill("Typed into the storm.");
  const status = page.locator(".save-status");
  await expect(status).toContainText("Not saved: the server cannot be reached", { timeout: 15_000 });
  await expect(status).toContainText("kept on this device");
  await page.getByLabel("Name of ticket type 1").fill("Standing");

  // Even when the page is loaded anew meanwhile, and still is there when the database is.
  await page.reload();
  await expect(page.getByRole("main")).toContainText("kept on this device", { timeout: 30_000 });
  await faults.clear();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("Summary")).toHaveValue("Typed into the storm.", { timeout: 30_000 });
  await expect(page.getByLabel("Name of ticket type 1")).toHaveValue("Standing");
  await expect(status).toHaveText(/^Saved$/, { timeout: 30_000 });
  expect(await studio.read(context, id)).toMatchObject({
    summary: "Typed into the storm.",
    ticketTypes: [{ name: "Standing" }],
  });
});
