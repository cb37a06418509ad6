import { emailKeyOf } from "@liveotter/core/person/email-key";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { as, newPromoter, published } from "../../test/fixture.ts";
import { soldOrder } from "../../test/sold-order.ts";
import { remindExpiring } from "../mail/remind-expiring.ts";
import { newId } from "../new-id.ts";
import type { Actor } from "../promoter/event-draft.ts";
import type { MyEvent } from "../promoter/my-event.ts";
import { newToken } from "../sign-in/token.ts";
import { beginOrderSearch } from "./begin-order-search.ts";
import { beginOrderSession } from "./begin-order-session.ts";
import { endOrderSession } from "./end-order-session.ts";
import { forgetPersons } from "./forget-persons.ts";
import { readFanOrders } from "./read-fan-orders.ts";

const fans = as("public");
const hash = (code: string) => code.padStart(64, "0");
const CODE = hash("042042");
const anAddress = () => `${newId()}@example.org`;
let actor: Actor;
let event: MyEvent;
beforeAll(async () => {
  actor = await newPromoter();
  event = await published(actor);
});
const bought = (email: string, more = {}) => soldOrder(actor, event, { email, ...more });

const search = (email: string, codeHash = CODE) =>
  beginOrderSearch(fans, {
    ...{ emailKey: emailKeyOf(email), codeHash, minutes: 10 },
    mail: { template: "order-search-code", locale: "de", params: { code: "042042", minutes: 10 } },
  });
const redeem = (email: string, { codeHash = CODE, key = newToken(), sessionKey = null as string | null } = {}) =>
  beginOrderSession(fans, { emailKey: emailKeyOf(email), codeHash, sessionKey }, { key, minutes: 60 });
/** Signs in by an address, or adds it to the session. */
async function prove(email: string, sessionKey: string | null = null): Promise<string> {
  await search(email);
  const key = newToken();
  expect(await redeem(email, { key, sessionKey })).toBeTypeOf("number");
  return key;
}
const numbersOf = async (key: string) => (await readFanOrders(fans, key))?.orders.map(({ number }) => number);
const mailTo = (email: string) =>
  as("owner").query<{ payload: unknown }>(
    sql`SELECT payload FROM outbox WHERE topic = 'order-search-code' AND payload->>'to' = ${email}`,
  );

describe("finding orders by an address", () => {
  it("shows all of them to whoever proves it, however it was typed, and nobody else's", async () => {
    const email = `Zoë.${newId()}@Example.org`;
    const [first, second] = [await bought(email.toUpperCase(), { placedMinutesAgo: 5 }), await bought(email)];
    await bought(anAddress());
    const found = await readFanOrders(fans, await prove(` ${email.toLowerCase()} `));
    expect(found?.orders.map(({ number }) => number)).toEqual([second.number, first.number]);
    expect(found?.orders[0]).toMatchObject({ eventName: event.name, state: "paid", total: 3000, currency: "EUR" });
    expect(found?.orders[0]?.firstDate).toBe(event.performances[0]?.date);
  });

  it("mails the code to the address as an order has it, and for an unknown one to nobody", async () => {
    const [known, unknown] = [`Known.${newId()}@example.org`, anAddress()];
    await bought(known);
    await Promise.all([search(known.toLowerCase()), search(unknown)]);
    expect(await mailTo(known)).toEqual([
      { payload: { to: known, locale: "de", params: { code: "042042", minutes: 10 } } },
    ]);
    expect(await mailTo(unknown)).toEqual([]);
    const rows = await as("owner").query(
      sql`SELECT FROM person_codes WHERE email_key IN (${emailKeyOf(known)}, ${emailKeyOf(unknown)})`,
    );
    expect(rows).toHaveLength(2);
  });

  it("takes a code once, for five tries however many come at once, and until it ends", async () => {
    const email = anAddress();
    await bought(email);
    await search(email);
    const wrong = () => redeem(email, { codeHash: hash("1") });
    expect(await Promise.all([wrong(), wrong(), wrong(), wrong()])).toEqual(Array(4).fill("wrong"));
    const both = await Promise.all([redeem(email), redeem(email)]);
    expect(both.filter((outcome) => outcome !== "wrong")).toHaveLength(1);

    await search(email);
    expect(await redeem(email)).toBeTypeOf("number");
    expect(await redeem(email)).toBe("wrong");

    await search(email);
    await Promise.all(Array.from({ length: 5 }, wrong));
    expect(await redeem(email)).toBe("wrong");

    await search(email);
    await as("owner").query(sql`UPDATE person_codes SET expires_at = now() WHERE email_key = ${emailKeyOf(email)}`);
    expect(await redeem(email)).toBe("wrong");

    await search(email, hash("7"));
    expect(await redeem(email)).toBe("wrong");
    expect(await redeem(email, { codeHash: hash("7") })).toBeTypeOf("number");
  });

  it("never counts fewer than the tries that were made", async () => {
    const email = anAddress();
    await bought(email);
    await search(email);
    const tried = await Promise.all(
      Array.from({ length: 20 }, (_, n) => redeem(email, { codeHash: hash(`${n + 1}`) })),
    );
    expect(tried).toEqual(Array(20).fill("wrong"));
    const [row] = await as("owner").query<{ tries: number }>(
      sql`SELECT tries FROM person_codes WHERE email_key = ${emailKeyOf(email)}`,
    );
    expect(row?.tries).toBe(5);
  });
});

describe("a person of several addresses", () => {
  it("sees the orders of all, by whichever they sign in later", async () => {
    const [one, two] = [anAddress(), anAddress()];
    const [a, b] = [await bought(one, { placedMinutesAgo: 5 }), await bought(two)];
    const key = await prove(one);
    expect(await numbersOf(key)).toEqual([a.number]);
    await prove(two, key);
    expect((await readFanOrders(fans, key))?.emails).toEqual([one, two]);
    for (const session of [key, await prove(one), await prove(two)])
      expect(await numbersOf(session)).toEqual([b.number, a.number]);
  });

  it("gets an address by its own code alone: a session proves none", async () => {
    const [mine, theirs] = [anAddress(), anAddress()];
    await Promise.all([bought(mine), bought(theirs)]);
    const key = await prove(mine);
    await search(theirs);
    expect(await redeem(theirs, { codeHash: hash("9"), sessionKey: key })).toBe("wrong");
    expect((await readFanOrders(fans, key))?.emails).toEqual([mine]);
  });

  it("loses an address to whoever proves it later, and keeps the others", async () => {
    const [one, shared, other] = [anAddress(), anAddress(), anAddress()];
    const [a] = [await bought(one), await bought(shared), await bought(other)];
    const first = await prove(one);
    await prove(shared, first);
    const second = await prove(other);
    await prove(shared, second);
    expect(await numbersOf(first)).toEqual([a.number]);
    expect((await readFanOrders(fans, second))?.emails).toEqual([other, shared]);
  });

  it("adds nothing to a session that has ended, and spends no code on it", async () => {
    const [one, two] = [anAddress(), anAddress()];
    await Promise.all([bought(one), bought(two)]);
    const [signedOut, old] = [await prove(one), await prove(one)];
    await endOrderSession(fans, signedOut);
    expect(await readFanOrders(fans, signedOut)).toBeNull();
    await as("owner").query(sql`UPDATE person_sessions SET expires_at = now() - interval '1 second'
      WHERE person_id = (SELECT person_id FROM person_emails WHERE email_key = ${one})`);
    await search(two);
    for (const sessionKey of [signedOut, old]) expect(await redeem(two, { sessionKey })).toBe("signed-out");
    expect(await redeem(two)).toBeTypeOf("number");
  });
});

it("ends a session by itself, and sweeps what has ended", async () => {
  const email = anAddress();
  await bought(email);
  const key = await prove(email);
  await search(email);
  const ended = sql`UPDATE person_sessions SET expires_at = now() - interval '1 second'
    WHERE person_id = (SELECT person_id FROM person_emails WHERE email_key = ${emailKeyOf(email)})`;
  const old = sql`UPDATE person_codes SET expires_at = now() - interval '1 second' WHERE email_key = ${emailKeyOf(email)}`;
  await as("owner").transaction([ended, old]);
  expect(await readFanOrders(fans, key)).toBeNull();
  expect(await forgetPersons(as("jobs"))).toBeGreaterThanOrEqual(2);
  expect(await as("owner").query(sql`SELECT FROM person_codes WHERE email_key = ${emailKeyOf(email)}`)).toEqual([]);
  expect(await readFanOrders(fans, await prove(email))).not.toBeNull();
});

it("reminds once of an order that is about to expire, and of no other", async () => {
  const soon = await bought(anAddress(), { state: "pending", expiresInMinutes: 4, placedMinutesAgo: 11 });
  const later = await bought(anAddress(), { state: "pending", expiresInMinutes: 6, placedMinutesAgo: 9 });
  const transfer = await bought(anAddress(), { state: "pending", expiresInMinutes: 1380, placedMinutesAgo: 4320 });
  const paying = await bought(anAddress(), { state: "pending", expiresInMinutes: 4, placedMinutesAgo: 11 });
  await as("owner").query(
    sql`INSERT INTO payments (id, promoter_id, order_id, method, provider, state, amount_minor, currency, request_key, request_hash)
      VALUES (${newId()}::uuid, ${actor.promoterId}::uuid, ${paying.id}::uuid, 'card', 'test', 'confirming', 3000, 'EUR', 'k', ${hash("1")})`,
  );
  await Promise.all([remindExpiring(as("jobs"), 1000), remindExpiring(as("jobs"), 1000)]);
  await remindExpiring(as("jobs"), 1000);
  const ids = [soon, later, transfer, paying].map(({ id }) => id);
  const told = await as("owner").query<{ id: string; payload: unknown }>(
    sql`SELECT aggregate_id AS id, payload FROM outbox WHERE topic = 'order-expiring'
      AND aggregate_id = ANY(${sql.param(ids)}::uuid[]) ORDER BY aggregate_id`,
  );
  expect(told).toEqual([soon, transfer].map(({ id }) => ({ id, payload: { orderId: id } })));
});
