import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { EventId } from "@liveotter/core/ids";
import { makeHoldId } from "@liveotter/core/inventory/hold-id";
import { shardName } from "@liveotter/core/inventory/shard-api";
import { newId } from "@liveotter/database/new-id";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import type { InventoryShard } from "../src/durable-objects/inventory-shard.ts";
import { faults, newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { clientOf, fanOf, good, line, newKey, refused, type SoldEvent, selling } from "./selling.ts";

const api = newIsolate();
const client = clientOf(api);
const fan = fanOf(client);

afterEach(() => faults.clear());

const NO_TEXT = { "a zero": "A\u0000B", "half a pair": "A\ud800B" };

test.each(Object.entries(NO_TEXT))("text with %s in it is refused at its field", async (_, text) => {
  const event = await selling({ ticketTypes: [{ price: 0 }] });
  const pointed = (pointer: string) => ({ status: 400, errors: [{ pointer }] });
  expect(refused(await fan.hold(event, [line(event, 1)], { code: text }))).toMatchObject(pointed("/code"));
  const held = await fan.held(event, 1);
  expect(refused(await fan.order(held, { name: text }))).toMatchObject(pointed("/name"));
  const answers = [{ questionId: newId(), answer: text }];
  expect(refused(await fan.order(held, { answers }))).toMatchObject(pointed("/answers/0/answer"));
  const { id, key, tickets } = await fan.ordered(held);
  const renamed = await client.renameHolder(id, tickets[0]?.id ?? "", { name: text }, { bearer: key });
  expect(refused(renamed)).toMatchObject(pointed("/name"));
});

/** The longest answer there is: three bytes a letter, and nothing that could be packed. */
const LONGEST = Array.from({ length: 1000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))).join("");

test("the longest answers to all that can be asked are kept", async () => {
  const event = await selling({ ticketTypes: [{ price: 0 }] });
  const [ofOrder, ofAttendee] = [await asks(event, "order", 50), await asks(event, "attendee", 50)];
  const all = (ids: readonly string[]) => ids.map((questionId) => ({ questionId, answer: LONGEST }));
  const attendees = [0, 1].map((at) => ({ line: 0, at, answers: all(ofAttendee) }));
  const order = good(await fan.order(await fan.held(event, 2), { attendees }));
  const renamed = await client.renameHolder(
    order.id,
    order.tickets[0]?.id ?? "",
    { answers: all(ofAttendee) },
    { bearer: order.key },
  );
  expect(good(renamed).answers.length).toBe(50);
  good(await fan.order(await fan.held(event, 1), { answers: all(ofOrder), email: `${newKey()}@example.org` }));
});

async function asks(event: SoldEvent, of: "order" | "attendee", count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  await owner().query(sql`INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of)
    SELECT id, ${event.promoter.promoterId}::uuid, ${event.id}::uuid, place, 'Why?', 'text', ${of}
    FROM unnest(${`{${ids.join(",")}}`}::uuid[]) WITH ORDINALITY AS question (id, place)`);
  return ids;
}

test("a hold that somebody made up leaves nothing behind where it would have been", async () => {
  const [eventId, scope] = [newId<EventId>(), newId()];
  const holdId = makeHoldId({ eventId, scope }, crypto.getRandomValues(new Uint8Array(16)));
  expect(refused(await client.readHold(holdId)).status).toBe(404);
  expect(refused(await client.changeHold(holdId, { extend: true })).status).toBe(404);
  expect(refused(await client.releaseHold(holdId)).status).toBe(404);
  const place = env.INVENTORY.getByName(shardName(eventId, scope));
  const kept = await runInDurableObject(place, (_: InventoryShard, { storage }) =>
    storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
  );
  expect(kept).toEqual([]);
});

test("codes are guessed no faster by changing holds than by asking for new ones", async () => {
  const { call } = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"], clock: atTheMinute() });
  const event = await selling({ quotas: [{ capacity: 20 }] });
  const holds = await Promise.all(Array.from({ length: 11 }, () => fan.held(event, 1)));
  const headers = { "Content-Type": "application/json", "CF-Connecting-IP": "192.0.2.77" };
  const guess = async (at: number): Promise<number> => {
    const body = JSON.stringify({ code: "guess" });
    return (await call(`/v1/holds/${holds[at % 11]?.id}`, { method: "PATCH", headers, body })).status;
  };
  const answers: number[] = [];
  for (let at = 0; at < 604; at += 4)
    answers.push(...(await Promise.all([0, 1, 2, 3].map((more) => guess(at + more)))));
  expect(answers.filter((status) => status === 409).length).toBe(600);
  expect(answers.slice(-4)).toEqual([429, 429, 429, 429]);
});

/** The clock of an isolate in which a window of a minute begins now. */
const atTheMinute = () => ({ offset: 60_000 - (Date.now() % 60_000) });

test("an address that anybody may type gets no mail without end, from wherever it is typed", async () => {
  // A window of an hour begins now.
  const clock = { offset: 3_600_000 - (Date.now() % 3_600_000) };
  const { call } = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"], clock });
  const email = `${newKey()}@Example.org`;
  const order = async (typed: string, at: number): Promise<number> => {
    const holdId = makeHoldId({ eventId: newId(), scope: newId() }, crypto.getRandomValues(new Uint8Array(16)));
    const from = { "CF-Connecting-IP": `192.0.2.${at}` };
    const headers = { ...from, "Content-Type": "application/json", "Idempotency-Key": newKey() };
    const body = JSON.stringify({ holdId, email: typed, total: 0 });
    return (await call("/v1/orders", { method: "POST", headers, body })).status;
  };
  const answers: number[] = [];
  for (let at = 0; at < 61; at++) answers.push(await order(at % 2 === 0 ? email : email.toLowerCase(), at));
  expect(answers).toEqual([...Array.from({ length: 60 }, () => 409), 429]);
  expect(await order(`${newKey()}@example.org`, 61)).toBe(409);
});

test("of one order so many cards are tried and so many codes mailed in an hour, however slowly", async () => {
  // A window of an hour begins now.
  const clock = { offset: 3_600_000 - (Date.now() % 3_600_000) };
  const slow = clientOf(newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"], clock }));
  const event = await selling({ ticketTypes: [{}, { price: 0 }] });
  const paying = await fan.ordered(await fan.held(event, 1));
  const free = await fan.ordered(good(await fan.hold(event, [line(event, 1, 1)])));
  const ticket = free.tickets[0]?.id ?? "";
  const card = { method: "card", token: "card_decline" } as const;
  // Again under its key, since the order has ended by that clock.
  const own = { key: newKey(), bearer: paying.key };
  good(await client.payOrder(paying.id, card, own));
  const answers: boolean[][] = [];
  for (let at = 0; at < 61; at++) {
    if (at % 30 === 0 && at > 0) clock.offset += 60_000;
    const tried = await slow.payOrder(paying.id, card, own);
    const replaced = await slow.renameHolder(free.id, ticket, { replace: true }, { bearer: free.key });
    answers.push([tried.ok, replaced.ok]);
  }
  expect(answers).toEqual([...Array.from({ length: 60 }, () => [true, true]), [false, false]]);
});
