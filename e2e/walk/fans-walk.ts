import { TRY_OUT_SLUG } from "@liveotter/devstack/seed/try-out";
import type { Stack } from "@liveotter/devstack/stack";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import type { Browser, Locator, Page } from "@playwright/test";
import { chooseTickets, order } from "../buyer.ts";

type Urls = Stack["urls"];

/** Goes where a state is by `reach`, and looks at it. */
export type Look = (page: Page, group: string, name: string, reach: () => Promise<unknown>) => Promise<void>;

/** Every page and state that a fan of the demo can meet, in English. */
export async function walkFansPages(browser: Browser, look: Look, urls: Urls): Promise<void> {
  await walkBrowsing(browser, look, urls);
  await walkBuying(browser, look, urls);
  await walkOutages(browser, look, urls);
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
    await order(page, "mary@example.com");
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
  await at("City", "/in/berlin");
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
  await at("Tell me", "/events/midnight-kayaks/tell-me");
  await look(page, "Finding", "Venue", () => follow(page, "/events?online=false", "/venues/"));
  await look(page, "Finding", "Promoter", () => follow(page, `/events/${TRY_OUT_SLUG}`, "/promoters/", 1));
  await at("Help", "/help");
  await at("Offline", "/offline");
  await at("Not there", "/nowhere");
  await page.context().close();
}

async function walkBuying(browser: Browser, look: Look, urls: Urls): Promise<void> {
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, "Buying", name, reach);
  const event = `/events/${TRY_OUT_SLUG}`;
  const pay = page.locator(".pay button").last();
  const title = (text: string) => page.getByRole("heading", { level: 1, name: text }).waitFor();
  const bought = async (card: string) => {
    await chooseTickets(page, event, 2);
    await order(page, "mary@example.com", card);
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
    await page.waitForLoadState();
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
  await see("Order, money given back", async () => {
    await page.goto(paid);
    const form = page.locator("form[action$='/cancellation']").first();
    await form.evaluate((element) => element.closest("details")?.setAttribute("open", ""));
    await form.locator("button").click();
    await page.waitForLoadState();
  });
  await see("Checkout, nothing held", async () => {
    await page.context().clearCookies();
    await page.goto("/checkout");
  });
  await see("Find my orders", () => page.goto("/my-orders"));
  await see("Find my orders, the code", async () => {
    await page.locator("#email").fill("mary@example.com");
    await page.locator("main form button[type=submit]").first().click();
    await page.locator("#code").waitFor();
  });
  await see("My orders", async () => {
    await page.locator("#code").fill(await mailedCode(urls.mailbox, "mary@example.com"));
    await page.locator("main form button[type=submit]").first().click();
    await page.locator(".orders").waitFor();
  });
  await see("Event, sold out", async () => {
    await chooseTickets(page, "/events/sing-to-the-river", 3);
    await page.goto("/events/sing-to-the-river");
  });
  await see("Quantities, sold out", () => openTickets(page, "/events/sing-to-the-river"));
  await see("Order, not this address", () =>
    page.goto(`/orders/00000000-0000-7000-8000-000000000000/${"k".repeat(32)}`),
  );
  await page.context().close();
}

async function walkOutages(browser: Browser, look: Look, urls: Urls): Promise<void> {
  const faults = switchboard(urls.switchboard);
  const page = await openPage(browser, urls);
  const see = (name: string, reach: () => Promise<unknown>) => look(page, "Outages", name, reach);
  try {
    await faults.put("meilisearch", { mode: "refuse" });
    await see("Search, without the search engine", () => page.goto("/search?q=night&limit=7"));
    await faults.put("payments", { mode: "hang" });
    await see("Order, the bank cannot be reached", async () => {
      await chooseTickets(page, `/events/${TRY_OUT_SLUG}`, 1);
      await order(page, "mary@example.com", "card_approve");
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
async function openPage(browser: Browser, { fans }: Urls): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: fans })).newPage();
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

async function mailedCode(mailbox: string, to: string): Promise<string> {
  for (let tries = 0; tries < 40; tries++) {
    const { messages }: { messages: { to: string[]; text: string }[] } = await (
      await fetch(`${mailbox}/messages`)
    ).json();
    const found = messages.filter((mail) => mail.to.includes(to)).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]);
    const code = found.find((text) => text !== undefined);
    if (code !== undefined) return code;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no code was mailed to ${to}`);
}
