import type { Page } from "@playwright/test";

/**
 * A fan's steps from an event to an order, found by what forms are made of and not by their words: the same in every
 * language. `event` is the event's whole address.
 */
export async function chooseTickets(page: Page, event: string, quantity: number): Promise<void> {
  await page.goto(event);
  await page.locator('main a[href*="/tickets/"]').first().click();
  await page.locator(".offers select").first().selectOption(String(quantity));
  await page.locator("form#tickets .actions button[type=submit]").click();
  await page.waitForURL(/\/checkout\/[0-9a-f]{12}$/);
}

/** Orders what is held, by a card that does this (`card_approve`, `card_decline` …) or whatever is offered first. */
export async function order(page: Page, email: string, card?: string): Promise<void> {
  await page.locator("#email").fill(email);
  if (card !== undefined) await chooseMethod(page, card);
  await page.locator(".pay button[value=order]").click();
  await page.waitForURL(/\/orders\/[\w-]+\/[\w-]+$/);
}

/** Those that are rarely taken stand in a part that is closed. */
export async function chooseMethod(page: Page, value: string): Promise<void> {
  const radio = page.locator(`input[name=method][value=${value}]`);
  await radio.evaluate((element) => element.closest("details")?.setAttribute("open", ""));
  await radio.check();
}
