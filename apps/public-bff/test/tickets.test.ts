import type { OrderReply } from "@liveotter/contracts/public/orders";
import { TicketKeySet } from "@liveotter/contracts/public/orders";
import { instant } from "@liveotter/core/instant";
import { newId } from "@liveotter/database/new-id";
import { rotatingCodes } from "@liveotter/integrations/ticket/rotating-codes";
import { ticketVerifier } from "@liveotter/integrations/ticket/ticket-keys";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import {
  clientOf,
  fanOf,
  good,
  line,
  refused,
  type SaleOptions,
  type SoldEvent,
  selling,
  settings,
} from "./selling.ts";

const NOW = instant(Date.now());
const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);
afterEach(() => faults.clear());

const free = (more: SaleOptions = {}) => selling({ ticketTypes: [{ name: "Ermäßigt", price: 0 }], ...more });

/** An order that is paid at once, for it costs nothing. */
async function bought(event: SoldEvent, quantity = 2): Promise<OrderReply> {
  const order = await fan.ordered(await fan.held(event, quantity));
  expect(order.state).toBe("paid");
  return order;
}
const listed = async ({ id, key }: OrderReply) => good(await client.listTickets(id, {}, { bearer: key }));
const download = ({ id, key }: OrderReply, what: string) =>
  api.get(`/v1/orders/${id}/tickets${what}`, { Authorization: `Bearer ${key}` });
const verifier = async () => ticketVerifier(TicketKeySet.parse(await api.json("/v1/ticket-keys")).keys);

test("a ticket's code names what it admits to, is the same each time, and is verified by the public keys alone", async () => {
  const event = await free();
  const order = await bought(event);
  const { items, total, nextCursor, asks } = await listed(order);
  expect([items.length, total, nextCursor, asks.attendeeNames]).toEqual([2, 2, null, "none"]);
  const { verify } = await verifier();
  for (const { code, performance, event: about } of items) {
    expect(await verify(code?.token ?? "", NOW)).toMatchObject({
      ...{ genuine: true, performanceId: performance.id, eventId: about.id, ticketTypeId: event.types[0] },
    });
    expect(code).toMatchObject({ kind: "static", qr: expect.stringMatching(/^<svg /) });
  }
  expect(new Set(items.map(({ code }) => code?.token)).size).toBe(2);
  expect((await listed(order)).items).toEqual(items);
  expect(items[0]).toMatchObject({ ticketType: "Ermäßigt", state: "valid", orderNumber: order.number });
  expect(items[0]?.performance).toMatchObject({ city: "Kraków", zone: "UTC", status: "scheduled" });
});

test("pages of an order's tickets meet", async () => {
  const order = await bought(await free(), 5);
  const page = async (query: { limit: number; cursor?: string }) =>
    good(await client.listTickets(order.id, query, { bearer: order.key }));
  const first = await page({ limit: 3 });
  const second = await page({ limit: 3, cursor: first.nextCursor ?? "" });
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
  expect([...first.items, ...second.items]).toEqual((await listed(order)).items);
  const wrong = await client.listTickets(order.id, { cursor: "x" }, { bearer: order.key });
  expect(refused(wrong)).toMatchObject({ code: "invalid-request", errors: [{ pointer: "cursor" }] });
});

test("tickets are printed a page each and noted in calendars, for nobody to keep", async () => {
  const event = await free();
  const order = await bought(event);
  const pdf = await download(order, ".pdf");
  expect([pdf.status, pdf.headers.get("content-type"), pdf.headers.get("cache-control")]).toEqual([
    ...[200, "application/pdf", "no-store"],
  ]);
  const text = new TextDecoder("latin1").decode(await pdf.arrayBuffer());
  expect(text).toMatch(/^%PDF-1\.7\n[\s\S]*%%EOF\n$/);
  expect(text.match(/\/Type\/Page\//g)).toHaveLength(2);
  expect(text).toContain("/FontFile2");

  const [one] = (await listed(order)).items;
  const single = await (await download(order, `.pdf?ticket=${one?.id}`)).text();
  expect(single.match(/\/Type\/Page\//g)).toHaveLength(1);
  expect((await download(order, `.pdf?ticket=${newId()}`)).status).toBe(404);

  const calendar = await download(order, ".ics");
  expect(calendar.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(calendar.headers.get("cache-control")).toBe("no-store");
  const lines = (await calendar.text()).split("\r\n");
  expect(lines).toContain(`UID:${event.performances[0]}@liveotter`);
  // What other people see in a shared calendar opens no order.
  expect(lines.join("")).not.toContain(order.key);
});

test("a moved performance keeps its calendar entry, with a higher sequence; a cancelled one is cancelled in it", async () => {
  const event = await free({ performances: [48, 72] });
  const order = await bought(event);
  const read = async () => {
    const lines = (await (await download(order, ".ics")).text()).replaceAll("\r\n ", "").split("\r\n");
    const of = (name: string) => lines.find((line) => line.startsWith(`${name}:`))?.slice(name.length + 1);
    return { uid: of("UID"), starts: of("DTSTART"), sequence: Number(of("SEQUENCE")), status: of("STATUS") };
  };
  // A second is what calendars count.
  const later = (seconds: number) => sql`UPDATE events SET changed_at = published_at + make_interval(secs => ${seconds})
    WHERE id = ${event.id}::uuid`;
  const night = sql`WHERE id = ${event.performances[0]}::uuid`;
  const before = await read();
  await owner().transaction([
    sql`UPDATE performances SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day',
      local_date = local_date + 1 ${night}`,
    later(60),
  ]);
  const moved = await read();
  expect(moved).toMatchObject({ uid: before.uid, status: "CONFIRMED" });
  expect(moved.starts).not.toBe(before.starts);
  expect(moved.sequence).toBeGreaterThan(before.sequence);
  await owner().transaction([sql`UPDATE performances SET status = 'cancelled' ${night}`, later(120)]);
  const gone = await read();
  expect(gone).toMatchObject({ uid: before.uid, status: "CANCELLED" });
  expect(gone.sequence).toBeGreaterThan(moved.sequence);
});

test("whoever has another key, or none, learns nothing of an order", async () => {
  const [order, other] = [await bought(await free()), await bought(await free())];
  const [ticket] = (await listed(order)).items;
  const paths = ["", ".pdf", ".ics"].map((what) => `/v1/orders/${order.id}/tickets${what}`);
  const patch = `/v1/orders/${order.id}/tickets/${ticket?.id}`;
  for (const authorization of [`Bearer ${other.key}`, `Basic ${order.key}`, `Bearer ${order.key.slice(1)}`, ""]) {
    for (const path of paths) expect((await api.get(path, { authorization })).status).toBe(404);
    const change = { method: "PATCH", headers: { authorization, "content-type": "application/json" } };
    expect((await api.call(patch, { ...change, body: '{"name":"Eve"}' })).status).toBe(404);
  }
  expect((await api.get(paths[0] ?? "", { Authorization: `Bearer ${order.key}` })).headers.get("cache-control")).toBe(
    "no-store",
  );
});

test("a holder is renamed when all is sold, and the code stays; asked to, it is another, and the fan is told", async () => {
  const event = await free({ quotas: [{ capacity: 2 }] });
  const order = await bought(event, 2);
  expect(refused(await fan.hold(event, [line(event, 1)]))).toMatchObject({ code: "sold-out" });
  const [ticket] = (await listed(order)).items;
  const change = (body: Parameters<typeof client.renameHolder>[2], ticketId = ticket?.id ?? "") =>
    client.renameHolder(order.id, ticketId, body, { bearer: order.key });

  const renamed = good(await change({ name: "Łucja" }));
  expect(renamed).toMatchObject({ holder: { name: "Łucja", email: null }, code: ticket?.code });
  const replaced = good(await change({ email: "l@example.org", replace: true }));
  expect(replaced.holder).toEqual({ name: "Łucja", email: "l@example.org" });
  expect(replaced.code?.token).not.toBe(ticket?.code?.token);
  expect((await listed(order)).items[0]).toEqual(replaced);

  const { verify } = await verifier();
  const before = await verify(ticket?.code?.token ?? "", NOW);
  const [revoked] = await owner().query<{ id: string }>(
    sql`SELECT id FROM ticket_credentials WHERE ticket_id = ${ticket?.id}::uuid AND revoked_at IS NOT NULL`,
  );
  expect(before).toMatchObject({ genuine: true, credentialId: revoked?.id });
  const mails = await owner().query(
    sql`SELECT topic FROM outbox WHERE consumer = 'mail' AND aggregate_id = ${order.id}::uuid ORDER BY id`,
  );
  expect(mails).toEqual([{ topic: "order-confirmed" }, { topic: "ticket-replaced" }]);

  expect(refused(await change({ name: "Eve" }, newId()))).toMatchObject({ code: "not-found" });
  expect(refused(await change({}))).toMatchObject({ code: "invalid-request" });
  expect(refused(await change({ name: "" }))).toMatchObject({ errors: [{ pointer: "/name" }] });
  expect(refused(await change({ email: "a@b.c\r\nBcc: x" }))).toMatchObject({ errors: [{ pointer: "/email" }] });
  const put = (state: string) => owner().query(sql`UPDATE tickets SET state = ${state} WHERE id = ${ticket?.id}::uuid`);
  await put("cancelled");
  expect(refused(await change({ name: "Eve" }))).toMatchObject({ code: "invalid-state" });
  expect((await listed(order)).items[0]).toMatchObject({ state: "cancelled", code: null });
  // Other tests count all that there is: nothing but what the shop does leaves tickets void.
  await put("valid");
});

test("answers are those that the event asks of whoever comes", async () => {
  const event = await free();
  const [size, vegan] = [newId(), newId()];
  const own = sql`${event.promoter.promoterId}::uuid, ${event.id}::uuid`;
  const order = await bought(event, 1);
  await owner().query(sql`INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of, choices) VALUES
    (${size}::uuid, ${own}, 0, 'Shirt', 'choice', 'attendee', ARRAY['S', 'L']),
    (${vegan}::uuid, ${own}, 1, 'Vegan', 'tick', 'attendee', '{}')`);
  const { items, asks } = await listed(order);
  expect(asks.questions.map(({ id }) => id)).toEqual([size, vegan]);
  const answer = (answers: { questionId: string; answer: string }[]) =>
    client.renameHolder(order.id, items[0]?.id ?? "", { answers }, { bearer: order.key });
  expect(good(await answer([{ questionId: size, answer: "L" }])).answers).toEqual([{ questionId: size, answer: "L" }]);
  const wrong = await answer([
    { questionId: size, answer: "XXL" },
    { questionId: newId(), answer: "yes" },
  ]);
  expect(refused(wrong)).toMatchObject({ errors: [{ pointer: "/answers/0" }, { pointer: "/answers/1" }] });
  expect((await listed(order)).items[0]?.answers).toEqual([{ questionId: size, answer: "L" }]);
});

test("a rotating ticket has no code on paper: a phone makes it, for its time, until it is replaced", async () => {
  const event = await free();
  await settings(event, sql`ticket_codes = 'rotating'`);
  const order = await bought(event, 1);
  const [ticket] = (await listed(order)).items;
  expect(ticket?.code).toEqual({ kind: "rotating", token: null, qr: null, rotating: expect.anything() });
  expect((await listed(order)).items[0]).toEqual(ticket);
  const { rotating } = ticket?.code ?? {};
  if (!rotating) throw new Error("nothing to make codes from");
  const code = await (await rotatingCodes(rotating)).at(NOW);
  const { verify } = await verifier();
  expect(await verify(code, NOW)).toMatchObject({
    ...{ genuine: true, performanceId: ticket?.performance.id, eventId: event.id, ticketTypeId: event.types[0] },
  });
  expect(await verify(code, instant(NOW + 120_000))).toEqual({ genuine: false, why: "stale" });
  const replaced = good(
    await client.renameHolder(order.id, ticket?.id ?? "", { replace: true }, { bearer: order.key }),
  );
  expect(replaced.code?.rotating?.key).not.toBe(rotating.key);
  const pdf = new TextDecoder("latin1").decode(await (await download(order, ".pdf")).arrayBuffer());
  expect(pdf.match(/\/Type\/Page\//g)).toHaveLength(1);
  expect(pdf).not.toContain(rotating.certificate.slice(0, 40));
});

test("an order that is not paid has no tickets, and none to print", async () => {
  const event = await selling();
  const order = await fan.ordered(await fan.held(event, 1));
  expect(order.state).toBe("pending");
  expect((await listed(order)).items).toEqual([]);
  expect(await (await download(order, ".pdf")).json()).toMatchObject({ code: "invalid-state" });
});

test("one order's tickets are not printed without end", async () => {
  const order = await bought(await free(), 1);
  const statuses: number[] = [];
  for (let n = 0; n <= 20; n++) statuses.push((await download(order, ".pdf")).status);
  expect(statuses).toEqual([...Array(20).fill(200), 429]);
});

test("the keys are public, cacheable, and hold nothing secret; without them nothing is signed", async () => {
  const answer = await api.get("/v1/ticket-keys");
  expect(answer.headers.get("cache-control")).toMatch(/^public, max-age=300/);
  expect(Object.keys(TicketKeySet.parse(await answer.clone().json()).keys[0] ?? {}).sort()).toEqual([
    ...["alg", "crv", "kid", "kty", "use", "x"],
  ]);
  expect(await answer.text()).not.toContain('"d"');
  const order = await bought(await free());
  for (const instead of [{ TICKET_KEYS: undefined }, { TICKET_KEYS: '[{"kty":"OKP"}]' }]) {
    const bare = newIsolate({ instead });
    const asked = [
      bare.get("/v1/ticket-keys"),
      bare.get(`/v1/orders/${order.id}/tickets`, { authorization: `Bearer ${order.key}` }),
    ];
    for (const reply of await Promise.all(asked))
      expect([reply.status, reply.headers.has("retry-after")]).toEqual([503, true]);
  }
});

test("while Postgres is away it says when to come back", async () => {
  const order = await bought(await free());
  await faults.put("postgres", { mode: "refuse", role: "liveotter_public" });
  const isolate = newIsolate();
  for (const what of ["", ".pdf", ".ics"]) {
    const reply = await isolate.get(`/v1/orders/${order.id}/tickets${what}`, { authorization: `Bearer ${order.key}` });
    expect([reply.status, reply.headers.has("retry-after")]).toEqual([503, true]);
  }
});
