import { newId } from "@liveotter/database/new-id";
import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { clientOf, fanOf, good, newKey, refused, type SoldEvent, selling } from "./selling.ts";

// Each test asks from an address of its own, as fans do.
let from = "198.51.100.1";
const api = newIsolate();
const client = clientOf({
  ...api,
  call: (path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("CF-Connecting-IP", from);
    return api.call(path, { ...init, headers });
  },
});
const fan = fanOf(client);
let event: SoldEvent;
beforeAll(async () => {
  event = await selling({ ticketTypes: [{ price: 0 }], quotas: [{ capacity: null }] });
});

const anAddress = () => `${newId()}@example.org`;
const bought = async (email: string) => good(await fan.order(await fan.held(event, 1), { email }));
const search = (email: string) => client.searchOrders({ email }, { key: newKey() });
/** As the mail has it. */
async function codeTo(email: string): Promise<string | undefined> {
  const rows = await owner().query<{ code: string }>(
    sql`SELECT payload->'params'->>'code' AS code FROM outbox
      WHERE topic = 'order-search-code' AND payload->>'to' = ${email} ORDER BY id DESC LIMIT 1`,
  );
  return rows[0]?.code;
}
async function opened(email: string, bearer?: string): Promise<string> {
  good(await search(email));
  const code = (await codeTo(email)) ?? "";
  return good(await client.openOrderSearch({ email, code }, { key: newKey(), ...(bearer && { bearer }) })).key;
}

test("a mailed code shows all orders of an address, each with the key that opens it", async () => {
  const email = anAddress();
  const [first, second] = [await bought(email.toUpperCase()), await bought(email)];
  await bought(anAddress());
  const found = good(await client.readMyOrders({ bearer: await opened(email) }));
  expect(found.items.map(({ number }) => number)).toEqual([second.number, first.number]);
  expect(found.items[0]).toMatchObject({ state: "paid", total: 0, currency: "EUR" });
  for (const { id, key } of found.items) expect(good(await client.readOrder(id, { bearer: key })).id).toBe(id);
});

test("a second address joins the first by a code of its own", async () => {
  const [one, two] = [anAddress(), anAddress()];
  const [a, b] = [await bought(one), await bought(two)];
  const key = await opened(one);
  expect(await opened(two, key)).not.toBe(key);
  const found = good(await client.readMyOrders({ bearer: key }));
  expect(found.emails).toEqual([one, two]);
  expect(found.items.map(({ number }) => number)).toEqual([b.number, a.number]);
});

test("the answer to every address is the same, known or not, and only a known one hears", async () => {
  const [known, unknown] = [anAddress(), anAddress()];
  await bought(known);
  const ask = (email: string) =>
    api.call("/v1/order-searches", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email }),
    });
  const answers = await Promise.all([ask(known), ask(unknown)]);
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(["", ""]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const [left, right] = answers.map(({ headers }) =>
    Object.fromEntries([...headers].filter(([name]) => name !== "x-request-id")),
  );
  expect(left).toEqual(right);
  expect(left).toMatchObject({ "cache-control": "no-store" });
  expect([await codeTo(known), await codeTo(unknown)]).toEqual([expect.stringMatching(/^\d{6}$/), undefined]);

  const wrong = (email: string) => client.openOrderSearch({ email, code: "000000" }, { key: newKey() });
  const [one, other] = [refused(await wrong(known)), refused(await wrong(unknown))];
  expect({ ...one, requestId: "" }).toEqual({ ...other, requestId: "" });
  expect(one).toMatchObject({ code: "invalid-request", errors: [{ pointer: "/code" }] });
});

test("neither an address nor a caller can be flooded or guessed at without end", async () => {
  const email = anAddress();
  from = "198.51.100.2";
  const asked = await Promise.all(Array.from({ length: 6 }, () => search(email)));
  expect(asked.filter(({ ok }) => ok)).toHaveLength(5);
  const over = asked.find(({ ok }) => !ok) ?? asked[0];
  expect(over && refused(over)).toMatchObject({ code: "too-many-requests" });

  from = "198.51.100.3";
  // No more at once than may wait for Postgres.
  const manyOthers = (length: number) => Promise.all(Array.from({ length }, () => search(anAddress())));
  const others = [...(await manyOthers(30)), ...(await manyOthers(31))];
  expect(others.filter(({ ok }) => ok)).toHaveLength(60);

  from = "198.51.100.4";
  const guesses = await Promise.all(
    Array.from({ length: 31 }, () => client.openOrderSearch({ email, code: "123456" }, { key: newKey() })),
  );
  expect(guesses.map((guess) => refused(guess).code).filter((code) => code === "too-many-requests")).toHaveLength(1);
});

test("without a session, or with one that has ended, there is nothing to see", async () => {
  from = "198.51.100.5";
  const email = anAddress();
  await bought(email);
  const ended = await opened(email);
  good(await client.closeOrderSearch({ bearer: ended }));
  good(await client.closeOrderSearch({ bearer: ended }));
  expect(refused(await client.readMyOrders({ bearer: ended }))).toMatchObject({ code: "unauthenticated" });
  const key = await opened(email);
  await owner().query(sql`UPDATE person_sessions SET expires_at = now()
    WHERE person_id = (SELECT person_id FROM person_emails WHERE email_key = ${email})`);
  for (const bearer of [key, "x", newKey()])
    expect(refused(await client.readMyOrders({ bearer }))).toMatchObject({ code: "unauthenticated" });
  expect((await api.get("/v1/my/orders")).status).toBe(401);
  good(await search(email));
  const code = (await codeTo(email)) ?? "";
  const late = await client.openOrderSearch({ email, code }, { key: newKey(), bearer: key });
  expect(refused(late)).toMatchObject({ code: "unauthenticated" });
});

test.each([
  ["no address", { email: "nobody" }],
  ["two addresses", { email: "a@example.org,b@example.org" }],
  ["a header", { email: "a@example.org\r\nBcc: b@example.org" }],
  ["another language", { email: "a@example.org", locale: "xx" }],
])("%s is refused by its field", async (_, body) => {
  const answer = await api.call("/v1/order-searches", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    400,
    { errors: [{ pointer: expect.stringMatching(/^\//) }] },
  ]);
});
