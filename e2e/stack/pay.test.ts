import pg from "pg";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";

const urls = inject("urls");
const database = new pg.Client({ connectionString: inject("env").DATABASE_URL });
beforeAll(() => database.connect());
afterAll(() => database.end());

/** An answer's JSON: as much of the public contract as is looked at here. */
async function ask<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const asked = { "content-type": "application/json", "idempotency-key": crypto.randomUUID(), ...headers };
  const init = body === undefined ? { headers } : { method: "POST", headers: asked, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, urls.fans), init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

interface Availability {
  readonly state: string;
  readonly eventId: string;
  readonly performanceId: string;
  readonly ticketTypes: readonly { readonly id: string; readonly price: number; readonly minPerOrder: number | null }[];
}

/** A performance of the demo that sells something that costs something. */
async function onSale(): Promise<Availability> {
  const { items } = await ask<{ items: { slug: string }[] }>("/v1/events?limit=50");
  for (const { slug } of items) {
    const { event } = await ask<{ event: { performances: { id: string }[] } }>(`/v1/events/${slug}`);
    for (const { id } of event.performances) {
      const found = await ask<Availability>(`/v1/performances/${id}/availability`);
      if (found.state === "on-sale" && found.ticketTypes.some(({ price }) => price > 0)) return found;
    }
  }
  throw new Error("the demo sells nothing");
}

it("a fan who goes away at the second step, and says yes there, is paid by the provider's webhook alone", async () => {
  const { eventId, performanceId, ticketTypes } = await onSale();
  const type = ticketTypes.find(({ price }) => price > 0);
  const lines = [{ ticketTypeId: type?.id, performanceId, quantity: type?.minPerOrder ?? 1 }];
  const hold = await ask<{ id: string; quote: { total: number } }>("/v1/holds", { eventId, lines });
  const wish = { holdId: hold.id, email: "fan@example.org", total: hold.quote.total };
  const { id, key } = await ask<{ id: string; key: string }>("/v1/orders", wish);
  const returnUrl = `${urls.fans}/orders/${id}/${key}`;
  const paying = { method: "card", token: "card_second_step", returnUrl };
  const begun = await ask<{ state: string; actionUrl: string }>(`/v1/orders/${id}/payments`, paying, {
    authorization: `Bearer ${key}`,
  });
  expect(begun.state).toBe("needs-action");
  // The bank's page, as a browser shows it and sends its form.
  expect(await (await fetch(begun.actionUrl)).text()).toContain("Approve");
  const said = await fetch(begun.actionUrl, {
    method: "POST",
    headers: { origin: new URL(begun.actionUrl).origin },
    body: new URLSearchParams({ decision: "approve" }),
    redirect: "manual",
  });
  expect([said.status, said.headers.get("location")]).toEqual([303, returnUrl]);
  // Nobody asks for the order meanwhile, which would look as well.
  const state = async () => (await database.query("SELECT state FROM orders WHERE id = $1", [id])).rows[0]?.state;
  await vi.waitFor(async () => expect(await state()).toBe("paid"), { timeout: 15_000, interval: 100 });
});
