import { setTimeout as sleep } from "node:timers/promises";
import { TRY_OUT_SLUG } from "@liveotter/devstack/seed/try-out";
import type { Stack } from "@liveotter/devstack/stack";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import type { Browser, Locator, Page } from "@playwright/test";
import { chooseTickets, order } from "../buyer.ts";
import { PromoterClient } from "../promoter.ts";

type Under = Pick<Stack, "urls" | "logins">;
type Urls = Stack["urls"];

const MARY = "mary@example.com";
const GDYNIA = { latitude: 54.5189, longitude: 18.5305 };

/** Goes where a state is by `reach`, and looks at it. */
export type Look = (page: Page, group: string, name: string, reach: () => Promise<unknown>) => Promise<void>;

/** Every page and state that a fan of the demo can meet while all is well, in English. */
export async function walkFansPages(browser: Browser, look: Look, stack: Under): Promise<void> {
  await walkBrowsing(browser, look, stack.urls);
  await walkBuying(browser, look, stack);
  await walkCart(browser, look, stack.urls);
}

/** The way from home to the ticket in another language, or in one that runs from right to left. */
export async function walkInLanguage(
  browser: Browser,
  look: Look,
  urls: Urls,
  { group, prefix }: { readonly group: string; readonly prefix: string },
): Promise<void> {
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, group, name, reach);
  const event = `${prefix}/events/${TRY_OUT_SLUG}`;
  await see("Home", () => page.goto(prefix));
  await see("List", () => page.goto(`${prefix}/events`));
  await see("Event", () => page.goto(event));
  await see("Quantities", () => openTickets(page, event));
  await see("Checkout", () => chooseTickets(page, event, 2));
  await see("Checkout, refused", () => refusedAfter(page, page.locator(".pay button[value=order]")));
  await see("Order, paid", async () => {
    await order(page, MARY);
    await page.locator('main a[href$="/tickets"]').first().waitFor();
  });
  await see("Tickets", () => page.locator('main a[href$="/tickets"]').first().click());
  await see("Find my orders", () => page.goto(`${prefix}/my-orders`));
  await page.context().close();
}

async function walkBrowsing(browser: Browser, look: Look, urls: Urls): Promise<void> {
  const page = await openPage(browser, urls);
  const at = (name: string, path: string) => look(page, "Finding", name, () => page.goto(path));
  await at("Home", "/");
  await look(page, "Finding", "Home, names suggested", async () => {
    await page.locator("input[type=search]").first().pressSequentially("night");
    await page.getByRole("option").first().waitFor();
  });
  await look(page, "Finding", "Home, near you", async () => {
    await page.context().grantPermissions(["geolocation"], { origin: urls.fans });
    await page.context().setGeolocation(GDYNIA);
    await page.goto("/");
    await page.getByRole("button", { name: "Near you" }).click();
    await page.getByRole("region", { name: "Near you" }).getByRole("link").first().waitFor();
  });
  await at("Cities", "/in");
  await at("City", "/in/berlin");
  await at("City, nothing there", "/in/atlantis");
  await at("List", "/events");
  await at("List, filtered", "/events?city=berlin&genre=jazz");
  await at("List, nothing there", "/events?city=Atlantis");
  await at("Search", "/search?q=otter");
  await at("Search, nothing found", "/search?q=zzzzzz");
  await at("Event", `/events/${TRY_OUT_SLUG}`);
  await at("Event, not on sale yet", "/events/midnight-kayaks");
  await at("Event, postponed", "/events/floating-cinema");
  await at("Event, free", "/events/sing-to-the-river");
  await at("Event, a pass for three days", "/events/three-days-at-the-weir");
  const submit = page.locator("main form button[type=submit]").first();
  await at("Tell me", "/events/midnight-kayaks/tell-me");
  await look(page, "Finding", "Tell me, refused", () => refusedAfter(page, submit));
  await look(page, "Finding", "Tell me, a mail is on its way", async () => {
    await page.locator("#email").fill(MARY);
    await submit.click();
    await page.locator("#email").waitFor({ state: "detached" });
  });
  await look(page, "Finding", "Tell me, the mailed link", async () => {
    await page.goto(await mailed(urls.mailbox, MARY, /http\S+\/tell-me\/\S+/));
  });
  await look(page, "Finding", "Tell me, confirmed", async () => {
    await submit.click();
    await page.getByText("You will be told").first().waitFor();
  });
  await look(page, "Finding", "Venue", () => follow(page, "/events?city=chicago", "/venues/"));
  await look(page, "Finding", "Promoter", () => follow(page, `/events/${TRY_OUT_SLUG}`, "/promoters/", 1));
  const elsewhere = await openPage(browser, urls, "America/New_York");
  await look(elsewhere, "Finding", "Event, seen from elsewhere", () => elsewhere.goto(`/events/${TRY_OUT_SLUG}`));
  await elsewhere.context().close();
  await at("Help", "/help");
  await at("Offline", "/offline");
  await at("Not there", "/nowhere");
  await page.context().close();
}

async function walkBuying(browser: Browser, look: Look, stack: Under): Promise<void> {
  const { urls } = stack;
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, "Buying", name, reach);
  const event = `/events/${TRY_OUT_SLUG}`;
  const pay = page.locator(".pay button[value=order]");
  const title = (text: string) => page.getByRole("heading", { level: 1, name: text }).waitFor();
  const bought = async (card: string) => {
    await chooseTickets(page, event, 2);
    await order(page, MARY, card);
  };

  await see("Quantities", () => openTickets(page, event));
  await see("Quantities, none chosen", () =>
    refusedAfter(page, page.locator("form#tickets .actions button[type=submit]")),
  );
  await see("Quantities, before the sale", () => openTickets(page, "/events/midnight-kayaks"));
  await see("Checkout", () => chooseTickets(page, event, 2));
  await see("Checkout, refused", () => refusedAfter(page, pay));
  await see("Checkout, who comes is asked", async () => {
    await chooseTickets(page, "/events/supper-under-the-willows", 2);
    await refusedAfter(page, pay);
  });
  await see("Order, declined", () => bought("card_decline"));
  await see("Order, a second step", () => bought("card_second_step"));
  await see("Bank, the second step", () => page.locator("main a.button[rel=noreferrer]").click());
  await see("Order, being confirmed", () => bought("card_hang"));
  await see("Order, waiting for a transfer", () => bought("transfer"));
  await see("Order, cancelled", async () => {
    await page.locator("form[action$='/cancellation']").evaluate((form) => {
      form.closest("details")?.setAttribute("open", "");
    });
    await page.locator("form[action$='/cancellation'] button").click();
    await title("This order was cancelled");
  });
  await see("Order, paid", async () => {
    await bought("card_approve");
    await title("Paid: you have your tickets");
  });
  const paid = page.url();
  await see("Tickets", () => page.goto(`${paid}/tickets`));
  await see("Ticket, its code on the whole screen", () =>
    page
      .getByRole("button", { name: /show the code/i })
      .first()
      .click(),
  );
  await see("Ticket, its code turns", async () => {
    await chooseTickets(page, "/events/tide-walk", 1);
    await order(page, MARY);
    await page.locator('main a[href$="/tickets"]').first().click();
    await page.getByRole("img", { name: /^Code of the ticket/ }).waitFor();
  });
  const moved = "moved@example.com";
  await see("Order, a link to a new address", async () => {
    await page.goto(page.url().replace(/\/tickets$/, ""));
    await page.getByText("Wrong email address?").click();
    await page.locator("#email").fill(moved);
    await page.getByRole("button", { name: "Send link" }).click();
    await page.getByText(`We sent a link to ${moved}`).waitFor();
  });
  await see("Order, confirming a new address", async () => {
    await page.goto(await mailed(urls.mailbox, moved, /http\S+\/order-email\/\S+/));
  });
  await see("Order, moved to a new address", async () => {
    await page.getByRole("button", { name: "Confirm address" }).click();
    await page.waitForURL(/\/orders\//);
  });
  await see("Order, the link has expired", () => page.goto(`/order-email/${"0".repeat(64)}`));
  await see("Order, money given back", async () => {
    await giveBack(paid.split("/").at(-2) ?? "", stack);
    await page.goto(paid);
  });
  await see("Checkout, nothing held", async () => {
    await page.context().clearCookies();
    await page.goto("/checkout");
  });
  await see("Find my orders", () => page.goto("/my-orders"));
  await see("Find my orders, the code", async () => {
    await page.locator("#email").fill(MARY);
    await page.locator("main form button[type=submit]").first().click();
    await page.locator("#code").waitFor();
  });
  await see("My orders", async () => {
    await page.locator("#code").fill(await mailed(urls.mailbox, MARY, /\b\d{6}\b/));
    await page.locator("main form button[type=submit]").first().click();
    await page.locator(".orders").waitFor();
  });
  await see("Quantities, sold out", async () => {
    await chooseTickets(page, "/events/sing-to-the-river", 3);
    // What is left is known to whoever looks some seconds later.
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(1000)) {
      await openTickets(page, "/events/sing-to-the-river");
      if (await page.locator(".offers .gone").count()) return;
    }
    throw new Error("it is not sold out");
  });
  await see("Quantities, sold out: tell me", () => page.locator('main a[href*="/tell-me"]').first().click());
  await see("Order, not this address", () =>
    page.goto(`/orders/00000000-0000-7000-8000-000000000000/${"k".repeat(32)}`),
  );
  await page.context().close();
}

/** Tickets for two events in one cart, checked out one after another. */
async function walkCart(browser: Browser, look: Look, urls: Urls): Promise<void> {
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, "Buying", name, reach);
  const next = page.locator(".next-in-cart .actions a").first();
  await chooseTickets(page, `/events/${TRY_OUT_SLUG}`, 2);
  await see("Checkout, one of a cart", () => chooseTickets(page, "/events/tide-walk", 1));
  await see("Cart", () => page.locator(".back a").click());
  await see("Order, another hold is next", async () => {
    await page.locator(".holds .actions a").first().click();
    await order(page, MARY);
    await next.waitFor();
  });
  await see("Cart, one is ordered", () => page.goto("/checkout"));
  await see("Order, the last of a cart", async () => {
    await page.locator(".holds .actions a").first().click();
    await order(page, MARY);
    await page.locator(".next-in-cart").waitFor();
  });
  await see("Cart, all is ordered", () => page.goto("/checkout"));
  await see("Cart, one is released", async () => {
    await chooseTickets(page, `/events/${TRY_OUT_SLUG}`, 2);
    await chooseTickets(page, "/events/tide-walk", 1);
    await page.goto("/checkout");
    await page.locator(".holds button[value=release]").first().click();
    await page.waitForURL(/gone=yes/);
  });
  await page.context().close();
}

/** What fans meet while something behind the pages fails, and for some seconds after it: to be walked last. */
export async function walkOutages(browser: Browser, look: Look, urls: Urls): Promise<void> {
  const faults = switchboard(urls.switchboard);
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, "Outages", name, reach);
  try {
    await faults.put("meilisearch", { mode: "refuse" });
    await see("Search, without the search engine", () => page.goto("/search?q=night&limit=7"));
    await faults.put("payments", { mode: "hang" });
    await see("Order, the bank cannot be reached", async () => {
      await chooseTickets(page, `/events/${TRY_OUT_SLUG}`, 1);
      await order(page, MARY, "card_approve");
    });
    await faults.put("postgres", { mode: "refuse" });
    await faults.put("redis", { mode: "refuse" });
    await see("List, as it was a while ago", () => page.goto("/events?limit=7"));
    await see("Quantities, nothing can be sold", () => page.goto("/checkout"));
    await faults.put("kv", { mode: "refuse" });
    await see("Nothing can be read", () => page.goto("/venues/nobody-knows-it"));
  } finally {
    await faults.clear();
    await page.context().close();
  }
}

/** On a machine that does more than this, a page may take its time; one that never comes is not waited for. */
async function openPage(browser: Browser, { fans }: Urls, timezoneId = "Europe/Warsaw"): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: fans, timezoneId })).newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/** A form says what is in the way once it was looked at. */
const refusedAfter = async (page: Page, button: Locator) => {
  await button.click();
  await page.getByRole("alert").waitFor();
};

const openTickets = async (page: Page, event: string) => {
  await page.goto(event);
  await page.locator('main a[href*="/tickets/"]').first().click();
  await page.locator("form#tickets").waitFor();
};

/** Goes to where the first link to such a page leads, over so many pages between. */
async function follow(page: Page, from: string, to: string, hops = 2): Promise<void> {
  await page.goto(from);
  if (hops === 2) await page.locator('main a[href^="/events/"]').first().click();
  await page.locator(`main a[href^="${to}"]`).first().click();
  await page.waitForURL((url) => url.pathname.startsWith(to));
}

/** All of an order, by the promoter of what was ordered. */
async function giveBack(orderId: string, { urls, logins }: Under): Promise<void> {
  const owner = logins.find(({ promoter, role }) => promoter.startsWith("Otter & Reed") && role === "owner");
  if (owner === undefined) throw new Error("the demo has no such promoter");
  const promoter = new PromoterClient(urls.promoters);
  await promoter.signIn(owner);
  const body = { what: "whole" };
  const preview = await promoter.call("POST", `/v1/orders/${orderId}/refund-preview`, { body });
  const { total } = (await preview.json()) as { total: number }; // the promoters' contract
  const headers = { "idempotency-key": crypto.randomUUID() };
  const done = await promoter.call("POST", `/v1/orders/${orderId}/refunds`, { body: { ...body, total }, headers });
  if (!done.ok) throw new Error(`giving back: ${done.status} ${await done.text()}`);
}

/** What a mail to this person has that looks like that, once there is one. */
async function mailed(mailbox: string, to: string, wanted: RegExp): Promise<string> {
  for (let tries = 0; tries < 80; tries++) {
    const answer = await fetch(`${mailbox}/messages`);
    const { messages }: { messages: { to: string[]; text: string }[] } = await answer.json();
    const found = messages.filter((mail) => mail.to.includes(to)).map(({ text }) => wanted.exec(text)?.[0]);
    const first = found.find((text) => text !== undefined);
    if (first !== undefined) return first;
    await sleep(500);
  }
  throw new Error(`nothing like ${wanted} was mailed to ${to}`);
}
