import type { Browser, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { expectSaved, newName, type Studio, test } from "./studio.ts";

/** The owner and the manager of one promoter, each in a browser of their own, with the same event open. */
async function two(browser: Browser, studio: Studio, origin: string) {
  const contexts = [
    await browser.newContext({ baseURL: origin }),
    await browser.newContext({ baseURL: origin }),
  ] as const;
  const [owner, manager] = contexts;
  await studio.enter(owner, "owner");
  await studio.enter(manager, "manager");
  const event = await studio.draft(owner, newName("Shared evening"));
  const open = async (index: 0 | 1): Promise<Page> => {
    const page = await contexts[index].newPage();
    await page.goto(`/events/${event.id}`);
    await expectSaved(page);
    return page;
  };
  return {
    ...{ event, wren: await open(0), idris: await open(1) },
    stored: () => studio.read(owner, event.id),
    close: () => Promise.all(contexts.map((context) => context.close())),
  };
}

test("two people who edit different fields of one event both keep what they typed", { tag: "@wide" }, async ({
  browser,
  studio,
  stack,
}) => {
  const { wren, idris, stored, close } = await two(browser, studio, stack.urls.promoters);
  await wren.getByLabel("Summary").fill("Two evenings by the sea.");
  await expectSaved(wren);
  await idris.getByLabel("Price of Entry").fill("25.00");
  await idris.getByLabel("Web page").fill("https://example.com/swim");
  await expectSaved(idris);
  expect(await stored()).toMatchObject({
    summary: "Two evenings by the sea.",
    url: "https://example.com/swim",
    ticketTypes: [{ price: 2500 }],
  });
  // What the other one wrote is here, too.
  await expect(idris.getByLabel("Summary")).toHaveValue("Two evenings by the sea.");
  await close();
});

test("two people who edit the same field are shown both values, and nothing is overwritten before one chooses", {
  tag: "@wide",
}, async ({ browser, studio, stack }) => {
  const { wren, idris, stored, close } = await two(browser, studio, stack.urls.promoters);
  await wren.getByLabel("Summary").fill("By the sea.");
  await expectSaved(wren);
  await idris.getByLabel("Summary").fill("By lantern light.");
  await expect(idris.getByRole("heading", { name: "Changed by two people" })).toBeVisible();
  const conflict = idris.locator(".conflict");
  await expect(conflict).toContainText("By lantern light.");
  await expect(conflict).toContainText("By the sea.");
  expect(await stored()).toMatchObject({ summary: "By the sea." });
  await conflict.getByRole("button", { name: /^Keep yours/ }).click();
  await expectSaved(idris);
  expect(await stored()).toMatchObject({ summary: "By lantern light." });
  await close();
});
