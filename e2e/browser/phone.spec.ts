import { TicketKeySet } from "@liveotter/contracts/public/orders";
import { instant } from "@liveotter/core/instant";
import { ticketVerifier } from "@liveotter/integrations/ticket/ticket-keys";
import { expect, type Locator, type Page } from "@playwright/test";
import jsQR from "jsqr";
import sharp from "sharp";
import { holdTickets, newEmail, payWith, type Shop, test } from "./shop.ts";
import { wrongs } from "./wrongs.ts";

const WRONG_MS = 5 * 60_000;

/** Two seats, whose codes rotate, and the page of their order. */
async function buySeats(page: Page, { supper }: Shop): Promise<void> {
  await holdTickets(page, supper, "Seat", 2);
  for (const seat of ["1", "2"]) {
    const group = page.getByRole("group", { name: `Seat ${seat} of 2` });
    await group.getByLabel("Name").fill(`Otter ${seat}`);
    await group.getByLabel("Menu").selectOption("Kelp");
  }
  await page.getByLabel("I have read the house rules").check();
  await payWith(page, "approves", newEmail());
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Paid: you have your tickets");
}

/** What a scanner reads off the screen. */
async function scanned(code: Locator): Promise<string> {
  const svg = decodeURIComponent((await code.getAttribute("src"))?.replace("data:image/svg+xml,", "") ?? "");
  const { data, info } = await sharp(Buffer.from(svg))
    .resize(600)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data ?? "";
}

/** Paths of all that any cache of this browser has. */
const keptPaths = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const caught = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
    return (await Promise.all(caught)).flat().map(({ url }) => new URL(url).pathname);
  });

test("tickets open without a network, their codes turn and scan; nothing else is kept, and they are forgotten when asked", {
  tag: "@narrow",
}, async ({ page, context, shop, request }) => {
  await context.addInitScript(() => {
    const locks: string[] = [];
    const request = async (type: string) => {
      locks.push(type);
      return { released: false, release: async () => void locks.push("released") };
    };
    Object.assign(globalThis, { locks });
    Object.defineProperty(navigator, "wakeLock", { value: { request } });
  });
  // This phone's clock is wrong; the server's is right.
  await page.clock.install({ time: Date.now() + WRONG_MS });
  const keys = TicketKeySet.parse(await (await request.get("/v1/ticket-keys")).json());
  const { verify } = ticketVerifier(keys.keys);

  await buySeats(page, shop);
  const order = page.url();
  // The order's page has them kept: nobody has opened them yet.
  await expect.poll(() => keptPaths(page)).toContainEqual(expect.stringMatching(/\/tickets$/));
  // A browser that cannot sign is given each code.
  const old = await context.newPage();
  await old.addInitScript(() => {
    const generateKey = () => Promise.reject(new DOMException("", "NotSupportedError"));
    Object.assign(crypto.subtle, { generateKey });
  });
  await old.goto(`${order}/tickets`);
  const given = old.getByRole("img", { name: /^Code of the ticket Seat of Otter 1/ });
  await expect(given).toBeVisible();
  expect(await verify(await scanned(given), instant(Date.now()))).toMatchObject({ genuine: true });
  await old.close();
  await page.goto("/checkout");
  await page.goto(shop.supper.path);
  const own = /^\/(_astro\/[^/]+|(de\/)?offline|orders\/[\w-]+\/[\w-]+\/(tickets|codes))$/;
  expect((await keptPaths(page)).filter((path) => !own.test(path))).toEqual([]);

  await context.setOffline(true);
  await page.goto(order);
  await expect(page).toHaveURL(/\/tickets$/);
  await expect(page.getByText("The connection is poor")).toBeVisible();
  await expect(page.getByRole("link", { name: "PDF to print" })).toBeHidden();
  const code = page.getByRole("img", { name: /^Code of the ticket Seat of Otter 1/ });
  await expect(code).toBeVisible();
  const before = await code.getAttribute("src");
  expect(await verify(await scanned(code), instant(Date.now()))).toMatchObject({ genuine: true });
  await page.clock.fastForward(120_000);
  await expect(code).not.toHaveAttribute("src", before ?? "");
  expect(await verify(await scanned(code), instant(Date.now() + 120_000))).toMatchObject({ genuine: true });
  expect(await verify(await scanned(code), instant(Date.now()))).toEqual({ genuine: false, why: "stale" });
  expect(await wrongs(page)).toEqual([]);

  const locks = () => page.evaluate(() => (globalThis as unknown as { locks: string[] }).locks); // put there above
  await page.getByRole("button", { name: "Show the code" }).first().click();
  const view = page.getByRole("dialog");
  await expect(view.getByRole("img", { name: /Otter 1/ })).toBeVisible();
  expect(await locks()).toEqual(["screen"]);
  await view.getByRole("button", { name: "Next ticket" }).click();
  await expect(view.getByRole("img", { name: /Otter 2/ })).toBeVisible();
  await expect(view.getByRole("button", { name: "Next ticket" })).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(view).toBeHidden();
  await expect.poll(locks).toContain("released");

  await page.goto("/checkout");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You have no network");
  await page.goto("/de/events");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sie haben kein Netz");
  await page.goto("/");
  await page.getByRole("link", { name: shop.supper.name }).click();
  await expect(code).toBeVisible();
  await page.goto("/");
  await page.getByRole("button", { name: `Forget on this phone: ${shop.supper.name}` }).click();
  await expect(page.getByText("No tickets are kept on this phone.")).toBeVisible();
  await page.goto(`${order}/tickets`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You have no network");

  await context.setOffline(false);
  await page.goto(`${order}/tickets`);
  await expect(page.getByText("Not kept on this phone")).toBeVisible();
  expect((await keptPaths(page)).filter((path) => path.startsWith("/orders/"))).toEqual([]);
  await page.getByRole("button", { name: "Keep on this phone" }).click();
  await expect(page.getByText("Kept on this phone: these tickets open")).toBeVisible();
});
