import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { evening, PromoterClient } from "../promoter.ts";
import { test as base, underTest } from "./stack.ts";
import { newName } from "./studio.ts";

/** Two events on sale, made for one file of specs. */
export interface Shop {
  /** Entry for 23.00 with fees of 1.00; Balcony, of which there are 2; Friends, hidden, opened by the code. */
  readonly concert: SoldEvent;
  readonly code: string;
  /** Asks who comes, and more; paid by card or transfer; its codes rotate. */
  readonly supper: SoldEvent;
}

export interface SoldEvent {
  readonly name: string;
  readonly path: string;
  /** Where its tickets are chosen. */
  readonly tickets: string;
}

/** `test` with a shop. */
export const test = base.extend<object, { readonly shop: Shop }>({
  shop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
    async ({}, use) => use(await openShop()),
    { scope: "worker" },
  ],
});

async function openShop(): Promise<Shop> {
  const { urls, logins } = underTest();
  const promoter = new PromoterClient(urls.promoters);
  const login = logins.find(({ promoter: name, role }) => name === "Paper Lantern Stages" && role === "owner");
  await promoter.signIn({ email: login?.email ?? "", password: login?.password ?? "" });
  const write = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const keyed = { "idempotency-key": crypto.randomUUID(), ...headers };
    const response = await promoter.call(method, path, { body, headers: keyed });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T; // the promoters' contract
  };
  const draft = (name: string, more: object) =>
    promoter.create<{ id: string; slug: string }>({ name, performances: [evening(50)], ...more });
  const onSale = async ({ id, slug }: { id: string; slug: string }, name: string): Promise<SoldEvent> => {
    await promoter.publish(id);
    const read = () => fetch(`${urls.fans}/v1/events/${slug}`);
    await expect.poll(async () => (await read()).status, { timeout: 15_000 }).toBe(200);
    const { event } = (await (await read()).json()) as { event: { performances: { id: string }[] } }; // the public contract
    return { name, path: `/events/${slug}`, tickets: `/events/${slug}/tickets/${event.performances[0]?.id}` };
  };

  const [concertName, supperName] = [newName("Night swim"), newName("Otters’ supper")];
  const concert = await draft(concertName, {
    fees: { perTicket: 100, perOrder: 0, percent: 0, paidBy: "fan" },
    ticketTypes: [
      { ref: "entry", name: "Entry", price: 2300 },
      { ref: "balcony", name: "Balcony", price: 4000 },
      { ref: "friends", name: "Friends", price: 1000, hidden: true },
    ],
    quotas: [
      { name: "House", capacity: 300, ticketTypes: ["entry", "balcony", "friends"] },
      { name: "Balcony", capacity: 2, ticketTypes: ["balcony"] },
    ],
  });
  const code = `FRIENDS-${crypto.randomUUID().slice(0, 8)}`.toUpperCase();
  await write("POST", `/v1/events/${concert.id}/codes`, { code, opensHidden: true });
  const supper = await draft(supperName, {
    ticketTypes: [{ ref: "seat", name: "Seat", price: 3000 }],
    quotas: [{ name: "Table", capacity: 40, ticketTypes: ["seat"] }],
  });
  const settings = {
    ...{ maxPerFan: null, orderMinutes: 15, card: true, payAtDoor: false, needsPass: false, ticketCodes: "rotating" },
    ...{ transfer: { instructions: "IBAN PL61 1090 1014", days: 5 }, attendeeNames: "required", refundWindowDays: 14 },
    questions: [
      { label: "I have read the house rules", kind: "tick", of: "order", required: true },
      { label: "Menu", kind: "choice", of: "attendee", required: true, choices: ["Fish", "Kelp"] },
    ],
  };
  const before = await promoter.call("GET", `/v1/events/${supper.id}/selling`);
  await write("PUT", `/v1/events/${supper.id}/selling`, settings, { "if-match": before.headers.get("etag") ?? "" });
  return { concert: await onSale(concert, concertName), supper: await onSale(supper, supperName), code };
}

/** Finds an event by its name, which the search engine may learn of a moment after it was published. */
export async function findByName(page: Page, from: string, { name, path }: SoldEvent): Promise<void> {
  await expect(async () => {
    await page.goto(from);
    const box = page.locator('input[type="search"]').first();
    await box.fill(name);
    await box.press("Enter");
    await page.locator(`main a[href$="${path}"]`).first().click({ timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
}

/** Where a browser is led once it holds tickets: each hold has a checkout of its own. */
export const CHECKOUT_ADDRESS = /\/checkout\/[0-9a-f]{12}$/;

/** Holds so many of a ticket type, from the page of its tickets, and is at its checkout. */
export async function holdTickets(page: Page, { tickets }: SoldEvent, type: string, count: number): Promise<void> {
  await page.goto(tickets);
  await page.getByLabel(`How many of ${type}`).selectOption(String(count));
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await expect(page).toHaveURL(CHECKOUT_ADDRESS);
}

/** Orders what is held with a card that does this, and is at the order's page. */
export async function payWith(page: Page, card: string, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  // The first of those whose label begins like that.
  await page.getByLabel(`Test card: ${card}`).first().check();
  await page.getByRole("button", { name: /^Pay / }).click();
  // A bank that does not answer is waited for.
  await expect(page).toHaveURL(/\/orders\/[\w-]+\/[\w-]+$/, { timeout: 20_000 });
}

export const newEmail = (): string => `fan-${crypto.randomUUID().slice(0, 8)}@example.com`;

/** All mail to this address, newest first, once there is some. */
export async function mailsTo(context: BrowserContext, to: string): Promise<readonly Mail[]> {
  let mails: readonly Mail[] = [];
  await expect(async () => {
    const response = await context.request.get(`${underTest().urls.mailbox}/messages`);
    const { messages }: { messages: Mail[] } = await response.json();
    mails = messages.filter((message) => message.to.includes(to));
    expect(mails).not.toHaveLength(0);
  }).toPass({ timeout: 50_000 });
  return mails;
}

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}

/** The six digits that were mailed to this address. */
export async function mailedCode(context: BrowserContext, to: string): Promise<string> {
  let code = "";
  await expect(async () => {
    const texts = (await mailsTo(context, to)).map(({ text }) => /\b\d{6}\b/.exec(text)?.[0]);
    code = texts.find((text) => text !== undefined) ?? "";
    expect(code).not.toBe("");
  }).toPass({ timeout: 50_000 });
  return code;
}
