import type { EventId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { newId } from "@liveotter/database/new-id";
import { moveEvent } from "@liveotter/database/promoter/move-event";
import { sha256 } from "@liveotter/database/sha256";
import { sql } from "drizzle-orm";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { faults, newIsolate } from "./api.ts";
import { owner, promoterRole } from "./catalogue.ts";
import { clientOf, good, refused, type SoldEvent, selling, tokenTo } from "./selling.ts";

/** Limits are by caller as well: each test comes from another. */
let from = "";
const api = newIsolate();
const client = clientOf({
  ...api,
  call: (path, init) => {
    const headers = new Headers(init?.headers);
    headers.set("CF-Connecting-IP", from);
    return api.call(path, { ...init, headers });
  },
});
const HOUR = 3_600_000;
let soon: SoldEvent;
beforeAll(async () => {
  await faults.clear();
  soon = await toOpen();
});
let callers = 0;
beforeEach(() => {
  from = `198.51.100.${++callers}`;
});

const toOpen = () => {
  const onSale = instant(Date.now() + 48 * HOUR);
  return selling({ performances: [96], sales: { zone: "UTC", presale: null, onSale, end: null, maxPerOrder: null } });
};
const anAddress = () => `${newId()}@example.org`;
const ask = (email: string, event = soon, kind: "on-sale" | "returned" = "on-sale") =>
  client.askToBeTold(event.slug, { email, kind, locale: "de" });
const mailsAbout = (event: SoldEvent) =>
  owner().query<{ topic: string }>(
    sql`SELECT o.topic FROM outbox o JOIN event_interests i ON i.id = o.aggregate_id
      WHERE i.event_id = ${event.id}::uuid ORDER BY o.id`,
  );
const counted = async (event: SoldEvent) => {
  const rows = await owner().query(
    sql`SELECT FROM event_interests WHERE event_id = ${event.id}::uuid AND confirmed_at IS NOT NULL`,
  );
  return rows.length;
};

test("whoever follows the mailed link and confirms is counted, and opening the link alone counts nobody", async () => {
  const event = await toOpen();
  const email = anAddress();
  good(await ask(email, event));
  const token = await tokenTo(email);
  const unconfirmed = { kind: "on-sale", state: "unconfirmed", event: { slug: event.slug, name: expect.any(String) } };
  for (let scan = 0; scan < 3; scan++) expect(good(await client.readInterest(token))).toMatchObject(unconfirmed);
  expect(await counted(event)).toBe(0);
  for (let click = 0; click < 2; click++)
    expect(good(await client.confirmInterest(token))).toMatchObject({ state: "waiting", zone: "UTC" });
  expect(await counted(event)).toBe(1);
  good(await client.endInterest(token));
  good(await client.endInterest(token));
  expect(refused(await client.readInterest(token)).code).toBe("not-found");
  expect(refused(await client.confirmInterest(token)).code).toBe("not-found");
});

test("the answer is the same for an address that waits already, that has had enough, or that is new", async () => {
  const [known, flooded] = [anAddress(), anAddress()];
  good(await ask(known));
  good(await client.confirmInterest(await tokenTo(known)));
  const others = await Promise.all(Array.from({ length: 5 }, toOpen));
  for (const [at, event] of others.entries()) {
    from = `198.51.101.${at}`;
    await owner().query(sql`INSERT INTO event_interests (id, promoter_id, event_id, kind, email, email_key, locale, asked_at)
      VALUES (${newId()}::uuid, ${event.promoter.promoterId}::uuid, ${event.id}::uuid, 'on-sale', ${flooded}, ${flooded}, 'en', now())`);
  }
  const before = (await mailsAbout(soon)).length;
  const answers = await Promise.all(
    [known, flooded, anAddress()].map((email) =>
      api.call(`/v1/events/${soon.slug}/interests`, {
        method: "POST",
        headers: { "content-type": "application/json", "CF-Connecting-IP": from },
        body: JSON.stringify({ email, kind: "on-sale" }),
      }),
    ),
  );
  const said = await Promise.all(
    answers.map(async (answer) => [
      ...[answer.status, await answer.text()],
      Object.fromEntries([...answer.headers].filter(([name]) => name !== "x-request-id")),
    ]),
  );
  expect(said).toEqual([said[0], said[0], said[0]]);
  expect(said[0]).toMatchObject([202, "", { "cache-control": "no-store" }]);
  expect((await mailsAbout(soon)).length - before).toBe(1);
});

test("nobody's mailbox can be flooded, nor by one caller many", async () => {
  const email = anAddress();
  const events = await Promise.all(Array.from({ length: 6 }, toOpen));
  const codes = [];
  for (const [at, event] of events.entries()) {
    from = `198.51.102.${at}`;
    const another = email.replace("@", `+${at}@`);
    const answer = await ask(at % 2 === 0 ? another : another.toUpperCase(), event);
    codes.push(answer.ok ? "asked" : refused(answer).code);
  }
  expect(codes).toEqual([...Array(5).fill("asked"), "too-many-requests"]);

  from = "198.51.103.1";
  const asked: boolean[] = [];
  // No more at once than may wait for Postgres.
  for (let turn = 0; turn < 11; turn++)
    asked.push(...(await Promise.all(Array.from({ length: 11 }, () => ask(anAddress())))).map(({ ok }) => ok));
  expect(asked.filter((ok) => !ok)).toHaveLength(1);
});

test("an event takes so many in a minute and no more, whoever asks", async () => {
  // From the beginning of a minute on, so that none ends on the way.
  const clock = { offset: 60_000 - (Date.now() % 60_000) };
  const alone = newIsolate({ without: ["METRICS", "UPSTASH_REDIS_REST_URL"], clock });
  const use = {
    of: { name: "interest-event-subject", limit: 3000, seconds: 60 },
    subject: (await sha256(`limit ${soon.slug}`)).slice(0, 32),
  };
  for (let at = 0; at < 2999; at++) alone.deps.limits.useHere(use);
  const asking = clientOf(alone);
  good(await asking.askToBeTold(soon.slug, { email: anAddress(), kind: "on-sale" }));
  const over = await asking.askToBeTold(soon.slug, { email: anAddress(), kind: "on-sale" });
  expect(refused(over)).toMatchObject({ code: "too-many-requests" });
});

test("what there is nothing to wait for is refused in words", async () => {
  const event = await selling();
  expect(refused(await ask(anAddress(), event))).toMatchObject({
    code: "invalid-state",
    detail: expect.stringContaining("already"),
  });
  expect(refused(await ask(anAddress(), { ...event, slug: "no-such-event" })).code).toBe("not-found");
  good(await ask(anAddress(), event, "returned"));
  const dated = (performanceId: string) =>
    client.askToBeTold(event.slug, { email: anAddress(), kind: "returned", performanceId });
  good(await dated(event.performances[0] ?? ""));
  expect(refused(await dated(soon.performances[0] ?? "")).code).toBe("not-found");
  expect(refused(await dated((event.performances[0] ?? "").toUpperCase())).code).toBe("not-found");
  const [row] = await owner().query<{ eventId: EventId; version: number }>(
    sql`SELECT id AS "eventId", version FROM events WHERE id = ${event.id}::uuid`,
  );
  if (row === undefined) throw new Error("no event");
  await moveEvent(promoterRole(), event.promoter, row, "cancel", instant(Date.now()));
  expect(refused(await ask(anAddress(), event, "returned"))).toMatchObject({
    code: "invalid-state",
    detail: expect.stringContaining("over"),
  });
  for (const token of ["x", "0".repeat(64)]) expect(refused(await client.readInterest(token)).code).toBe("not-found");
});

test.each([
  ["no address", { email: "nobody", kind: "returned" }, "/email"],
  ["two addresses", { email: "a@example.org,b@example.org", kind: "returned" }, "/email"],
  ["a header", { email: "a@example.org\r\nBcc: b@example.org", kind: "returned" }, "/email"],
  ["another wish", { email: "a@example.org", kind: "cheap" }, "/kind"],
  ["no date", { email: "a@example.org", kind: "returned", performanceId: "soon" }, "/performanceId"],
  ["another language", { email: "a@example.org", kind: "returned", locale: "xx" }, "/locale"],
])("%s is refused by its field", async (_, body, pointer) => {
  const answer = await api.call(`/v1/events/${soon.slug}/interests`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ pointer }] }]);
});

test("without Postgres, or the secret that links are made of, it is busy, and says when to come back", async () => {
  for (const missing of ["DATABASE_URL_PUBLIC", "ORDER_SECRET"]) {
    const bare = clientOf(newIsolate({ without: ["METRICS", missing] }));
    const answer = await bare.askToBeTold(soon.slug, { email: anAddress(), kind: "on-sale" });
    expect(refused(answer)).toMatchObject({ code: "busy" });
    expect(answer.ok === false && answer.problem !== null && answer.headers.get("retry-after")).toBeTruthy();
  }
});
