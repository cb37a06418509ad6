import { expect } from "@playwright/test";
import { newName, test } from "./studio.ts";

test("whoever signs in after somebody else's session ended sees nothing of theirs @wide", async ({
  page,
  context,
  stack,
  studio,
}) => {
  await studio.enter(context);
  const name = newName("Not yours");
  await studio.draft(context, name);
  await page.goto("/events");
  await expect(page.getByText(name)).toBeVisible();

  await context.clearCookies();
  await page.getByRole("link", { name: "Series" }).click();
  await expect(page.getByRole("dialog", { name: "You were signed out" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Team" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();

  const other = stack.logins.find(({ promoter }) => promoter !== "Paper Lantern Stages");
  await page.getByLabel("E-mail address").fill(other?.email ?? "");
  await page.getByLabel("Password", { exact: true }).fill(other?.password ?? "");
  // What is shown before the API has answered is what was kept.
  await page.route("**/v1/events?*", () => {});
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Events", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Events", level: 1 })).toBeVisible();
  await expect(page.getByText(name)).toHaveCount(0);
});

test("a tab that is come back to acts for whom another tab has chosen meanwhile @wide", async ({
  page,
  context,
  stack,
  studio,
}) => {
  await studio.enter(context);
  await page.goto("/events");
  await expect(page.getByRole("button", { name: "Organisation: Paper Lantern Stages" })).toBeVisible();
  const name = newName("Elsewhere");
  const origin = stack.urls.promoters;
  const headers = { origin, "idempotency-key": crypto.randomUUID() };
  expect((await context.request.post(`${origin}/v1/organisations`, { headers, data: { name } })).status()).toBe(201);
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByRole("button", { name: `Organisation: ${name}` })).toBeVisible();
});

test("whoever opens an invitation while somebody else is signed in can sign out there and go on @wide", async ({
  page,
  context,
  stack,
  studio,
}) => {
  await studio.enter(context);
  const invited = stack.logins.find(({ promoter }) => promoter !== "Paper Lantern Stages");
  const { email = "", password = "" } = invited ?? {};
  const origin = stack.urls.promoters;
  const headers = { origin, "idempotency-key": crypto.randomUUID() };
  const data = { email, role: "manager" };
  const asked = await context.request.post(`${origin}/v1/organisation/invitations`, { headers, data });
  expect(asked.status()).toBe(201);
  await page.goto(await studio.mailedLink(email, "invitation"));
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("link", { name: "Sign in to accept" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("button", { name: "Accept the invitation" })).toBeVisible();
  // Nobody joins: the other tests find the team as it was.
  const { id } = await asked.json();
  await studio.enter(context);
  await context.request.delete(`${origin}/v1/organisation/invitations/${id}`, { headers: { origin } });
});
