import { createExecutionContext } from "cloudflare:test";
import { AuditList } from "@liveotter/contracts/promoter/audit";
import { DeliveryList, EventDeliveries } from "@liveotter/contracts/promoter/deliveries";
import { ExportLine } from "@liveotter/contracts/promoter/export";
import { VenueList } from "@liveotter/contracts/promoter/venues";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../src/app.ts";
import { faults, type Member, newIsolate, ORIGIN, performance } from "./api.ts";
import { as, newMember, owner } from "./promoters.ts";

const api = newIsolate();
beforeAll(() => faults.clear());

const read = async (who: Member, path: string): Promise<unknown> => {
  const response = await who.call("GET", path);
  expect(response.status, path).toBe(200);
  return response.json();
};

describe("venues", () => {
  test("are found by the beginnings of their words, those whose name begins so in front", async () => {
    const me = await api.signIn();
    const word = Array.from({ length: 10 }, () => String.fromCharCode(97 + Math.floor(Math.random() * 26))).join("");
    const hall = { kind: "new-venue", name: `Sala ${word}ów`, city: "Łódź", country: "PL", zone: "Europe/Warsaw" };
    const club = { ...hall, name: `${word}o Club`, street: "Rynek 1", lat: 51.7, lon: 19.4 };
    await me.created({ performances: [performance({ where: hall }), performance({ where: club })] });
    const other = await api.signIn();
    const names = async (q: string, limit = 10) =>
      VenueList.parse(await read(other, `/v1/venues?q=${encodeURIComponent(q)}&limit=${limit}`)).items.map(
        ({ name }) => name,
      );
    expect(await names(word)).toEqual([club.name, hall.name]);
    expect(await names(`sal ${word}OW`)).toEqual([hall.name]);
    expect(await names(`lodz ${word}`, 1)).toEqual([club.name]);
    for (const q of [`x${word}`, `${word} berlin`, "", " ", "!?", "'\\ & | :*", "💥"])
      expect(await names(q)).toEqual([]);
    const { items } = VenueList.parse(await read(me, `/v1/venues?q=${word}o+club`));
    expect(items).toMatchObject([{ street: "Rynek 1", city: "Łódź", country: "PL", zone: "Europe/Warsaw", lat: 51.7 }]);
  });
});

describe("the audit log", () => {
  test("says who did what to what, newest first, page by page, by person and by thing", async () => {
    const me = await api.signIn();
    const { id } = await me.published({ name: "Audited" });
    const colleague = await newMember(me.promoter.id);
    const other = await api.signIn(colleague);
    const { id: second } = await other.created({ name: "Theirs" });
    const log = async (query = "") => AuditList.parse(await read(me, `/v1/audit?${query}`));
    const whole = await log();
    expect(whole.items.map(({ action, subjectName }) => [action, subjectName])).toEqual([
      ["event.create", "Theirs"],
      ["event.publish", "Audited"],
      ["event.create", "Audited"],
    ]);
    expect(whole.items[1]).toMatchObject({ actor: { id: me.promoter.userId, name: "A person" }, subjectId: id });
    expect((await log(`subjectId=${second}`)).items).toHaveLength(1);
    expect((await log(`actorId=${me.promoter.userId}`)).items).toHaveLength(2);
    const first = await log("limit=2");
    const rest = await log(`limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...rest.items]).toEqual(whole.items);
    expect((await me.call("GET", "/v1/audit?cursor=1")).status).toBe(400);
    // Whoever left keeps what they did, and takes their name along.
    await owner().query(sql`DELETE FROM promoter_members WHERE user_id = ${colleague.userId}::uuid`);
    expect((await log(`subjectId=${second}`)).items[0]?.actor).toEqual({ id: colleague.userId, name: null });
  });

  test("names come from the promoter's own members alone, even to its role's own SQL", async () => {
    const [me, stranger] = [await api.signIn(), await api.signIn()];
    const [, rows] = await as("DATABASE_URL_PROMOTER").transaction([
      sql`SELECT set_config('app.promoter_id', ${me.promoter.id}, true)`,
      sql`SELECT member_name(${me.promoter.userId}::uuid) AS mine, member_name(${stranger.promoter.userId}::uuid) AS theirs`,
    ]);
    expect(rows).toEqual([{ mine: "A person", theirs: null }]);
    await expect(
      as("DATABASE_URL_PUBLIC").query(sql`SELECT member_name(${stranger.promoter.userId}::uuid)`),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("deliveries", () => {
  const park = (id: string) =>
    owner().query(sql`UPDATE outbox SET parked_at = now(), attempts = 10,
      last_error = 'no answer from http://internal.test:7700/indexes' WHERE aggregate_id = ${id}::uuid AND consumer = 'search'`);

  test("say what waits and what was given up on, and an event says it of itself", async () => {
    const me = await api.signIn();
    const { id } = await me.published({ name: "Newsworthy" });
    const draft = await me.created();
    const of = async (event: string) => EventDeliveries.parse(await read(me, `/v1/events/${event}/deliveries`));
    const done = { state: "done", since: null, delayed: false };
    expect(await of(draft.id)).toEqual({ search: done, snapshot: done, cache: done });
    expect(await of(id)).toMatchObject({ search: { state: "waiting", delayed: false }, cache: { state: "waiting" } });
    await owner().query(
      sql`UPDATE outbox SET created_at = now() - interval '11 seconds' WHERE aggregate_id = ${id}::uuid AND consumer = 'cache'`,
    );
    await owner().query(
      sql`UPDATE outbox SET done_at = now() WHERE aggregate_id = ${id}::uuid AND consumer = 'snapshot'`,
    );
    await park(id);
    expect(await of(id)).toMatchObject({
      search: { state: "parked", delayed: true },
      snapshot: done,
      cache: { state: "waiting", delayed: true },
    });

    const list = async (query = "") => DeliveryList.parse(await read(me, `/v1/deliveries?${query}`));
    const all = await list();
    expect(all.items.map(({ consumer, state, eventName }) => [consumer, state, eventName])).toEqual([
      ["search", "parked", "Newsworthy"],
      ["cache", "waiting", "Newsworthy"],
    ]);
    // Not where our own servers are.
    expect(all.items[0]?.lastError).toBe("no answer from …");
    expect(all.backlog).toMatchObject({ search: { waiting: 0, parked: 1, oldest: null }, cache: { waiting: 1 } });
    expect((await list("state=parked")).items).toHaveLength(1);
    expect((await list("state=waiting")).items.map(({ consumer }) => consumer)).toEqual(["cache"]);
    const first = await list("limit=1");
    expect((await list(`limit=1&cursor=${first.nextCursor}`)).items).toEqual(all.items.slice(1));
  });

  test("that are parked go back in line, once, however often they are asked to; jobs are woken", async () => {
    const isolate = newIsolate();
    const me = await isolate.signIn();
    const { id } = await me.published();
    await park(id);
    const [parked] = DeliveryList.parse(await read(me, "/v1/deliveries?state=parked")).items;
    const woken = isolate.queue.sent;
    const replay = () => me.call("POST", `/v1/deliveries/${parked?.id}/replay`);
    const answers = await Promise.all([replay(), replay(), replay()]);
    for (const answer of answers) {
      expect(answer.status).toBe(202);
      expect(await answer.json()).toEqual({ id: parked?.id, state: "waiting" });
    }
    expect(isolate.queue.sent).toBe(woken + 3);
    const [row] = await owner().query(
      sql`SELECT parked_at, attempts, (next_attempt_at <= now()) AS due,
        (SELECT count(*)::int FROM audit_log WHERE action = 'delivery.replay' AND subject_id = ${id}::uuid) AS audited
      FROM outbox WHERE id = ${parked?.id ?? "0"}::bigint`,
    );
    expect(row).toEqual({ parked_at: null, attempts: 0, due: true, audited: 1 });
    await owner().query(sql`UPDATE outbox SET done_at = now() WHERE id = ${parked?.id ?? "0"}::bigint`);
    expect(await (await replay()).json()).toMatchObject({ state: "done" });
    expect((await me.call("POST", "/v1/deliveries/999999999999999/replay")).status).toBe(404);
    expect((await me.call("POST", "/v1/deliveries/0x1/replay")).status).toBe(400);
  });

  test("let the promoters' role do nothing else to them", async () => {
    const me = await api.signIn();
    const { id } = await me.published();
    const attempt = (change: ReturnType<typeof sql>) =>
      as("DATABASE_URL_PROMOTER").transaction([
        sql`SELECT set_config('app.promoter_id', ${me.promoter.id}, true)`,
        sql`UPDATE outbox SET ${change} WHERE aggregate_id = ${id}::uuid RETURNING id`,
      ]);
    // Not parked: out of its reach. And of a parked one, nothing but what a replay writes.
    expect((await attempt(sql`parked_at = now()`))[1]).toEqual([]);
    expect((await attempt(sql`attempts = 0`))[1]).toEqual([]);
    await park(id);
    for (const change of [
      sql`attempts = 3`,
      sql`parked_at = NULL`,
      sql`parked_at = NULL, attempts = 0, next_attempt_at = now() + interval '1 year'`,
    ])
      await expect(attempt(change)).rejects.toMatchObject({ code: "42501" });
    for (const change of [sql`done_at = now()`, sql`payload = '{}'`, sql`topic = 'x'`])
      await expect(attempt(change)).rejects.toMatchObject({ code: "42501" });
  });
});

describe("the export", () => {
  test("holds all of one's own, line by line, page by page, and says that it is whole", async () => {
    const me = await api.signIn();
    const names = Array.from({ length: 55 }, (_, n) => `Event ${n}`);
    for (const name of names) await me.created({ name });
    const headers = { "idempotency-key": crypto.randomUUID() };
    await me.call("POST", "/v1/series", { headers, body: { name: "A season" } });
    const body = { email: `${crypto.randomUUID()}@example.test`, role: "manager" };
    await me.call("POST", "/v1/organisation/invitations", { headers, body });
    const file = "name,date,online\nOtters,2031-06-12,yes\n";
    const about = { "content-type": "text/csv", "content-length": `${file.length}` };
    const imported = { headers: { "idempotency-key": crypto.randomUUID(), ...about }, body: file };
    expect((await me.call("POST", "/v1/imports?format=csv&name=otters", imported)).status).toBe(202);
    const response = await me.call("GET", "/v1/export");
    expect(response.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain("attachment");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = new TextDecoder().decode(await response.arrayBuffer());
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => ExportLine.parse(JSON.parse(line)));
    const of = (kind: string) => lines.filter((line) => line.kind === kind);
    expect(of("event").map((line) => line.name)).toEqual(names);
    expect(of("event")[0]).toMatchObject({ version: 1, performances: [{ zone: "Europe/Warsaw" }] });
    // What else a line says is the thing itself, as its own route shows it.
    const shown = async (path: string) => (await me.call("GET", path)).json<{ items: object[] }>();
    expect(of("organisation")).toEqual([{ kind: "organisation", ...(await shown("/v1/organisation")) }]);
    for (const [kind, path] of [
      ["member", "/v1/organisation/members"],
      ["invitation", "/v1/organisation/invitations"],
      ["series", "/v1/series"],
      ["import", "/v1/imports"],
    ] as const) {
      const { items } = await shown(path);
      expect([kind, items.length]).toEqual([kind, 1]);
      expect(of(kind)).toEqual(items.map((item) => ({ kind, ...item })));
    }
    expect(of("audit")).toHaveLength(59);
    expect(of("audit").at(-1)).toMatchObject({ action: "organisation.export", actor: { id: me.promoter.userId } });
    expect(lines.at(-1)).toEqual({ kind: "end" });
  });

  test("is for owners alone", async () => {
    const me = await api.signIn();
    const manager = await api.signIn(await newMember(me.promoter.id));
    expect((await manager.call("GET", "/v1/export")).status).toBe(403);
  });

  test("that is cut off does not look whole", async () => {
    const me = await api.signIn();
    await me.created();
    const request = new Request(`${ORIGIN}/v1/export`, { headers: { cookie: me.cookie } });
    const response = await createApp().fetch(request, api.deps, createExecutionContext());
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(new TextDecoder().decode(first?.value)).toContain('"kind":"organisation"');
    await faults.put("postgres", { mode: "refuse", role: "liveotter_promoter" });
    const readAll = async () => {
      while (!(await reader?.read())?.done);
    };
    await expect(readAll()).rejects.toThrow();
    await faults.clear();
  });
});
