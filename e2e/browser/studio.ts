import type { APIRequestContext, APIResponse, BrowserContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { evening } from "../promoter.ts";
import { test as base, type UnderTest } from "./stack.ts";

/** An event of one performance and one ticket type, which may be published as it is. */
export interface SmallEvent {
  readonly id: string;
  readonly slug: string;
}

/** Somebody who orders. */
export interface Fan {
  readonly name: string;
  readonly email: string;
}

/** The studio, and what a test does behind its back: set things up by the API, read mail, look at the public list. */
export class Studio {
  readonly #stack: UnderTest;
  readonly #request: APIRequestContext;

  constructor(stack: UnderTest, request: APIRequestContext) {
    this.#stack = stack;
    this.#request = request;
  }

  /** Signs this browser in as the owner of one of the demo's promoters: the last one unless told. */
  async enter(context: BrowserContext, as: "owner" | "manager" = "owner", promoter = "Paper Lantern Stages") {
    const login = this.#stack.logins.find((each) => each.promoter === promoter && each.role === as);
    await this.#call(context.request, "POST", "/v1/session", { email: login?.email, password: login?.password });
  }

  /** Creates a draft for whoever is signed in there. */
  async draft(context: BrowserContext, name: string): Promise<SmallEvent> {
    return this.#call(context.request, "POST", "/v1/events", {
      ...{ name, genre: "concert", currency: "EUR" },
      ticketTypes: [{ ref: "entry", name: "Entry", price: 2300 }],
      performances: [evening(50)],
      quotas: [{ name: "House", capacity: 300, ticketTypes: ["entry"] }],
    });
  }

  async read(context: BrowserContext, id: string): Promise<Record<string, unknown>> {
    return this.#call(context.request, "GET", `/v1/events/${id}`);
  }

  /** The same, on sale. */
  async onSale(context: BrowserContext, name: string): Promise<SmallEvent> {
    const event = await this.draft(context, name);
    await this.#call(context.request, "POST", `/v1/events/${event.id}/publication`);
    return event;
  }

  /** Sells a fan so many tickets of it, paid by a card that does this, or to be paid by transfer; the order's id. */
  async sell(
    context: BrowserContext,
    event: SmallEvent,
    quantity: number,
    fan: Fan,
    by = "card_approve",
  ): Promise<string> {
    const hold = await this.hold(context, event, quantity);
    if (!hold.ok()) throw new Error(`holding: ${hold.status()} ${await hold.text()}`);
    const { id: holdId, quote } = await hold.json();
    const order = await this.#ask("/v1/orders", { holdId, ...fan, locale: "en", total: quote.total });
    const { id, key } = await order.json();
    const payment = by === "transfer" ? { method: by } : { method: "card", token: by };
    const paid = await this.#ask(`/v1/orders/${id}/payments`, payment, { authorization: `Bearer ${key}` });
    if (!paid.ok()) throw new Error(`paying: ${paid.status()} ${await paid.text()}`);
    return id;
  }

  /** What a fan is answered who puts so many tickets of it into the cart. */
  async hold(context: BrowserContext, { id }: SmallEvent, quantity: number): Promise<APIResponse> {
    const event = await this.read(context, id);
    const { performances, ticketTypes } = event as Record<"performances" | "ticketTypes", { id: string }[]>; // the promoters' contract
    const line = { ticketTypeId: ticketTypes[0]?.id, performanceId: performances[0]?.id, quantity };
    return this.#ask("/v1/holds", { eventId: id, lines: [line] });
  }

  /** As a fan. */
  #ask(path: string, data: unknown, headers: Record<string, string> = {}): Promise<APIResponse> {
    const key = crypto.randomUUID();
    return this.#request.post(`${this.#stack.urls.api}${path}`, {
      headers: { "idempotency-key": key, ...headers },
      data,
    });
  }

  /** Changes how it is sold, as somebody else would meanwhile. */
  async changeSelling(context: BrowserContext, { id }: SmallEvent, change: object): Promise<void> {
    const address = `${this.#stack.urls.promoters}/v1/events/${id}/selling`;
    const read = await context.request.get(address);
    const headers = { origin: this.#stack.urls.promoters, "if-match": read.headers().etag ?? "" };
    const { eventId: _e, version: _v, stopped: _s, refundableUntil: _r, ...settings } = await read.json();
    const changed = await context.request.put(address, { headers, data: { ...settings, ...change } });
    if (!changed.ok()) throw new Error(`changing: ${changed.status()} ${await changed.text()}`);
  }

  async #call<T>(request: APIRequestContext, method: string, path: string, data?: unknown): Promise<T> {
    const origin = this.#stack.urls.promoters;
    const response = await request.fetch(`${origin}${path}`, {
      method,
      headers: { origin, "idempotency-key": crypto.randomUUID() },
      ...(data === undefined ? {} : { data }),
    });
    if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
    return response.json();
  }

  /** The link in the newest mail to this person that has one to such a page of the studio. */
  async mailedLink(to: string, page: "verify" | "reset" | "invitation"): Promise<string> {
    const link = new RegExp(`http://\\S+/${page}\\?token=[\\w-]+`);
    let found: string | undefined;
    await expect(async () => {
      const response = await this.#request.get(`${this.#stack.urls.mailbox}/messages`);
      const { messages }: { messages: { to: string[]; text: string }[] } = await response.json();
      found = messages.find((message) => message.to.includes(to) && link.test(message.text))?.text.match(link)?.[0];
      expect(found).toBeDefined();
      // Whoever sent mail while an earlier test broke something may hold its lease a while longer.
    }).toPass({ timeout: 50_000 });
    return found ?? "";
  }

  /** Whether fans can find an event of this name, by the public list of its city. */
  async isPublic(name: string, city = "gdynia"): Promise<boolean> {
    const response = await this.#request.get(`${this.#stack.urls.api}/v1/events?city=${city}&limit=100`);
    const { items }: { items: { name: string }[] } = await response.json();
    return items.some((event) => event.name === name);
  }
}

/** `test` with the studio's address in front of paths. */
export const test = base.extend<{ readonly studio: Studio }>({
  baseURL: async ({ stack }, use) => use(stack.urls.promoters),
  studio: async ({ stack, request }, use) => use(new Studio(stack, request)),
});

/** A local date so many days ahead, `YYYY-MM-DD`. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A name that no other test uses. */
export const newName = (what: string): string => `${what} ${crypto.randomUUID().slice(0, 8)}`;

/** Chooses in a field that finds by typing, by keys alone. */
export async function chooseByTyping(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByRole("combobox", { name: label });
  await field.fill(text);
  await page.getByRole("listbox").getByRole("option").first().waitFor();
  await field.press("Enter");
}

/** Waits until the editor says that all is saved. */
export const expectSaved = (page: Page) => expect(page.locator(".save-status")).toHaveText(/^Saved$/);
