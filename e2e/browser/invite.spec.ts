import { expect } from "@playwright/test";
import { newName, test } from "./studio.ts";

test("an owner invites a manager, who signs up by the link and runs the events, but not the team", {
  tag: "@wide",
}, async ({ page, context, browser, baseURL, studio }) => {
  const email = `${newName("idris").replace(" ", "-")}@example.com`;
  await studio.enter(context);
  await page.goto("/team");
  await page.getByRole("button", { name: "Invite somebody" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite somebody" });
  await dialog.getByLabel("E-mail address").fill(email);
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("table", { name: "Open invitations" })).toContainText(email);

  const invited = await browser.newContext(baseURL === undefined ? {} : { baseURL });
  const theirs = await invited.newPage();
  await theirs.goto(await studio.mailedLink(email, "invitation"));
  await expect(theirs.getByText("Paper Lantern Stages")).toBeVisible();
  await theirs.getByRole("link", { name: "Create an account" }).click();
  await theirs.getByLabel("Your name").fill("Idris Vale");
  await theirs.getByLabel("E-mail address").fill(email);
  await theirs.getByLabel("Password", { exact: true }).fill("lanterns over the harbour");
  await theirs.getByRole("button", { name: "Create account" }).click();
  await theirs.goto(await studio.mailedLink(email, "verify"));
  await theirs.getByRole("button", { name: "Confirm my address" }).click();
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(theirs.getByRole("heading", { level: 1, name: "Events" })).toBeVisible();
  await expect(theirs.locator("main a[href^='/events/']").nth(1)).toBeVisible();
  await theirs.goto("/team");
  await expect(theirs.getByText("For owners only")).toBeVisible();
  await invited.close();
});
