import type { Block, BlockList, Guest, GuestList } from "@liveotter/contracts/promoter/capacity";
import type { Code, CodeList } from "@liveotter/contracts/promoter/codes";
import type { MyEvent } from "@liveotter/contracts/promoter/events";
import type { SalesReport } from "@liveotter/contracts/promoter/sales";
import { type Selling, Selling as SellingSchema } from "@liveotter/contracts/promoter/selling";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, inDays, type Member, newIsolate, pointers } from "./api.ts";
import { owner, traces } from "./promoters.ts";
import { expectBalance, key, ok, onSale, ordered, paid, settingsOf, told } from "./sold.ts";

const api = newIsolate();
let me: Member;
let event: MyEvent;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
  event = await onSale(me);
});

const at = (path: string, { id } = event) => `/v1/events/${id}${path}`;
const post = (path: string, body: unknown, headers = key(), of = event) =>
  me.call("POST", at(path, of), { body, headers });

describe("how an event is sold", () => {
  const read = async (of = event) => SellingSchema.parse(await ok(200, me.call("GET", at("/selling", of))));
  const put = (selling: object, version: number, of = event) =>
    me.call("PUT", at("/selling", of), { body: settingsOf(selling), headers: { "if-match": `"${version}"` } });

  test("is known of every event from the beginning, and replaced whole by whoever read it last", async () => {
    const draft = await me.created();
    const before = await read(draft);
    expect(before).toMatchObject({ version: 1, stopped: false, card: true, transfer: null, questions: [] });
    const transfer = { instructions: "To IBAN …\nwith the number", days: 5 };
    const after = await ok<Selling>(200, put({ ...before, transfer, maxPerFan: 4 }, 1, draft));
    expect(after).toMatchObject({ version: 2, transfer, maxPerFan: 4 });
    expect((await put({ ...before, maxPerFan: 5 }, 1, draft)).status).toBe(412);
    expect((await me.call("PUT", at("/selling", draft), { body: settingsOf(before) })).status).toBe(428);
    expect(await read(draft)).toEqual(after);
    expect((await traces(draft.id)).audit.map(({ action }) => action)).toEqual(["event.create", "event.selling"]);
  });

  test("by two at once goes through for one", async () => {
    const draft = await me.created();
    const before = await read(draft);
    const answers = await Promise.all([1, 2, 3].map((maxPerFan) => put({ ...before, maxPerFan }, 1, draft)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  test("keeps a question by its id and kind, and asks one that is left out no more", async () => {
    const draft = await me.created();
    const ask = (questions: object[], version: number) =>
      read(draft).then((selling) => put({ ...selling, questions }, version, draft));
    const choice = { label: "Size", kind: "choice", of: "attendee", choices: ["S", "M"] };
    const { questions } = await ok<Selling>(200, ask([choice, { label: "Note", kind: "text", of: "order" }], 1));
    const [size, note] = questions;
    const kept = await ok<Selling>(200, ask([{ ...size, label: "Your size", choices: ["S", "M", "L"] }], 2));
    expect(kept.questions).toMatchObject([{ id: size?.id, label: "Your size", choices: ["S", "M", "L"] }]);
    const refused: [object[], string][] = [
      [[{ ...size, kind: "text", choices: [] }], "/questions/0/kind"],
      [[{ ...size, of: "order" }], "/questions/0/of"],
      [[size ?? {}, size ?? {}], "/questions/1/id"],
      [[{ ...size, id: crypto.randomUUID() }], "/questions/0/id"],
      [[note ?? {}], "/questions/0/id"],
      [[{ ...choice, choices: ["S"] }], "/questions/0/choices"],
      [[{ ...choice, kind: "tick" }], "/questions/0/choices"],
    ];
    for (const [wrong, pointer] of refused) {
      const answer = await ask(wrong, 3);
      expect([pointer, answer.status, await pointers(answer)]).toEqual([pointer, 400, [pointer]]);
    }
    const noWay = await put({ ...(await read(draft)), card: false }, 3, draft);
    expect([noWay.status, await pointers(noWay)]).toEqual([400, ["/card"]]);
  });

  test("goes along with a copy of the event, but for a sale that was stopped", async () => {
    const draft = await me.created();
    const questions = [{ label: "Size", kind: "choice", of: "attendee", choices: ["S", "M"] }];
    const sold = await ok<Selling>(
      200,
      put({ ...(await read(draft)), questions, maxPerFan: 3, orderMinutes: 30 }, 1, draft),
    );
    await ok(200, me.call("POST", at("/sale-stop", draft)));
    const copy = await ok<MyEvent>(201, post("/duplicate", { shiftDays: 7 }, key(), draft));
    const copied = await read(copy);
    expect(copied).toMatchObject({ version: 1, stopped: false, maxPerFan: 3, orderMinutes: 30, questions });
    expect(copied.questions[0]?.id).not.toBe(sold.questions[0]?.id);
  });

  test("stops by hand: no order begins afterwards, whoever counts is told, and it goes on when told", async () => {
    const own = await onSale(me);
    const before = await told(own);
    const stop = () => ok<Selling>(200, me.call("POST", at("/sale-stop", own)));
    expect(await stop()).toMatchObject({ stopped: true, version: 2 });
    expect(await stop()).toMatchObject({ stopped: true, version: 2 });
    expect(await told(own)).toBeGreaterThan(before);
    // Lists and search say it as well, once.
    const announced = await owner().query<{ consumer: string }>(
      sql`SELECT consumer FROM outbox WHERE aggregate_id = ${own.id}::uuid AND topic = 'event.stop-sale' ORDER BY consumer`,
    );
    expect(announced.map(({ consumer }) => consumer)).toEqual(["cache", "search", "snapshot"]);
    await expect(ordered(own)).rejects.toMatchObject({ code: "LO006" });
    expect(await ok(200, me.call("POST", at("/sale-start", own)))).toMatchObject({ stopped: false, version: 3 });
    await ordered(own);
  });

  test("is saved while nobody can be told", async () => {
    const deaf = newIsolate({ without: ["METRICS", "INVENTORY"] });
    const mute = newIsolate({
      instead: {
        INVENTORY: { getByName: () => ({ changed: () => Promise.reject(new Error("gone")) }) },
      },
    });
    for (const other of [deaf, mute]) {
      const path = at(other === deaf ? "/sale-stop" : "/sale-start");
      expect((await other.call("POST", path, {}, me.cookie)).status).toBe(200);
    }
  });
});

describe("codes", () => {
  const path = "/codes";
  const list = async (query = "", of = event) => ok<CodeList>(200, me.call("GET", `${at(path, of)}?${query}`));

  test("are made once per key, compared without case, and told to whoever counts", async () => {
    const body = { code: "Early-Otter", effect: "percent", value: 1000, maxUses: 10, tag: "press" };
    const same = key();
    const before = await told(event);
    const made = await Promise.all([post(path, body, same), post(path, body, same), post(path, body, same)]);
    const codes = await Promise.all(made.map((answer) => ok<Code>(201, Promise.resolve(answer))));
    expect(new Set(codes.map(({ id }) => id)).size).toBe(1);
    expect(codes[0]).toMatchObject({ code: "Early-Otter", state: "open", used: 0, value: 1000, version: 1 });
    expect(await told(event)).toBeGreaterThan(before);
    expect((await post(path, { ...body, value: 1 }, same)).status).toBe(409);
    const twin = await post(path, { code: "EARLY-otter" });
    expect([twin.status, await pointers(twin)]).toEqual([409, ["/code"]]);
    expect((await list("q=early")).items.map(({ id }) => id)).toEqual([codes[0]?.id]);
    expect((await list("tag=press")).items).toHaveLength(1);
    expect((await list("q=nothing")).items).toEqual([]);
  });

  test("that cannot be are refused, naming the field", async () => {
    const soon = { date: inDays(1), time: "10:00" };
    const wrong: [Record<string, unknown>, string][] = [
      [{ code: "no spaces" }, "/code"],
      [{ effect: "percent", value: 10_001 }, "/value"],
      [{ effect: "amount" }, "/value"],
      [{ value: 5 }, "/value"],
      [{ blocksQuotaId: event.quotas[0]?.id }, "/maxUses"],
      [{ blocksQuotaId: event.quotas[0]?.id, maxUses: 1, bypassesQuotas: true }, "/bypassesQuotas"],
      [{ blocksQuotaId: crypto.randomUUID(), maxUses: 1 }, "/blocksQuotaId"],
      [{ ticketTypeIds: [event.ticketTypes[0]?.id, crypto.randomUUID()] }, "/ticketTypeIds/1"],
      [{ validFrom: soon, validUntil: soon }, "/validUntil"],
      [{ validUntil: { date: "2031-03-30", time: "02:30" } }, "/validUntil/time"],
    ];
    for (const [more, pointer] of wrong) {
      const answer = await post(path, { code: "WRONG", ...more });
      expect([pointer, answer.status, await pointers(answer)]).toEqual([pointer, 400, [pointer]]);
    }
  });

  test("change by who read them last; what is used stays used", async () => {
    const own = await onSale(me);
    const code = await ok<Code>(201, post(path, { code: "TWICE", maxUses: 2 }, key(), own));
    await paid(own, { tickets: 2, codeId: code.id });
    const change = (version: number, body: object) =>
      me.call("PATCH", at(`${path}/${code.id}`, own), { body, headers: { "if-match": `"${version}"` } });
    expect((await list("", own)).items).toMatchObject([{ used: 2, state: "used-up" }]);
    expect(await ok(200, change(1, { maxUses: 1 }))).toMatchObject({ maxUses: 1, used: 2, version: 2 });
    expect((await change(1, { disabled: true })).status).toBe(412);
    expect(await ok(200, change(2, { disabled: true }))).toMatchObject({ state: "disabled" });
    const until = { date: inDays(-1), time: "10:00" };
    expect(await ok(200, change(3, { disabled: false, validUntil: until }))).toMatchObject({
      state: "expired",
      validUntil: until,
    });
    const atOnce = await Promise.all(["a", "b", "c"].map((tag) => change(4, { tag })));
    expect(atOnce.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const blocking = { code: "KEPT", maxUses: 2, blocksQuotaId: own.quotas[0]?.id };
    const kept = await ok<Code>(201, post(path, blocking, key(), own));
    const headers = { "if-match": '"1"' };
    const unlimited = await me.call("PATCH", at(`${path}/${kept.id}`, own), { body: { maxUses: null }, headers });
    expect([unlimited.status, await pointers(unlimited)]).toEqual([400, ["/maxUses"]]);
    await expectBalance(own);
  });

  test("are made by the thousand: unguessable, all different, found again as a file", async () => {
    const own = await onSale(me);
    const same = key();
    const body = { count: 10_000, prefix: "OTTER-", tag: "batch", effect: "price", value: 500 };
    expect(await ok(201, post(`${path}/batches`, body, same, own))).toEqual({ tag: "batch", count: 10_000 });
    expect(await ok(201, post(`${path}/batches`, body, same, own))).toEqual({ tag: "batch", count: 10_000 });
    const file = await me.call("GET", `${at("/codes.csv", own)}?tag=batch`);
    const lines = (await file.text()).trim().split("\r\n");
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(lines).toHaveLength(10_001);
    const codes = lines.slice(1).map((line) => line.split(",")[0] ?? "");
    expect(new Set(codes).size).toBe(10_000);
    expect(codes.every((code) => /^"OTTER-[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}"$/.test(code))).toBe(true);
    const page = await list("tag=batch&limit=100", own);
    expect((await list(`tag=batch&limit=100&cursor=${page.nextCursor}`, own)).items).toHaveLength(100);
  });

  test("of a list are made all or none", async () => {
    const own = await onSale(me);
    const body = { codes: ["ONE", "TWO"], tag: "list" };
    expect(await ok(201, post(`${path}/batches`, body, key(), own))).toEqual({ tag: "list", count: 2 });
    const taken = await post(`${path}/batches`, { codes: ["THREE", "two"], tag: "list" }, key(), own);
    expect([taken.status, await pointers(taken)]).toEqual([409, ["/codes/1"]]);
    const twins = await post(`${path}/batches`, { codes: ["four", "FOUR"], tag: "list" }, key(), own);
    expect([twins.status, await pointers(twins)]).toEqual([400, ["/codes/1"]]);
    expect((await list("tag=list", own)).items.map(({ code }) => code)).toEqual(["TWO", "ONE"]);
  });
});

describe("blocks", () => {
  test("take what is free out of the sale, once, and give it back, once", async () => {
    const own = await onSale(me);
    const quotaId = own.quotas[2]?.id;
    await paid(own, { tickets: 2 });
    const same = key();
    const block = (quantity: number, headers = key()) =>
      post("/blocks", { quotaId, quantity, reason: "Band" }, headers, own);
    const made = await Promise.all([block(6, same), block(6, same)]);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const { items } = await ok<BlockList>(200, me.call("GET", at("/blocks", own)));
    expect(items).toMatchObject([{ quotaId, quotaName: "House", quantity: 6, reason: "Band" }]);
    const more = await block(1);
    expect([more.status, await pointers(more)]).toEqual([409, ["/quantity"]]);
    await expect(ordered(own)).rejects.toMatchObject({ code: "LO001" });
    const before = await told(own);
    const release = () => me.call("DELETE", at(`/blocks/${items[0]?.id}`, own));
    expect((await Promise.all([release(), release(), release()])).map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await told(own)).toBeGreaterThan(before);
    expect(await ok(200, me.call("GET", at("/blocks", own)))).toEqual({ items: [] });
    await ordered(own);
    await expectBalance(own);
    expect((await post("/blocks", { quotaId: event.quotas[0]?.id, quantity: 1 }, key(), own)).status).toBe(404);
  });

  test("of many at once never take more than there is", async () => {
    const own = await onSale(me);
    const quotaId = own.quotas[0]?.id;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post("/blocks", { quotaId, quantity: 2 }, key(), own)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
    const { items } = await ok<BlockList>(200, me.call("GET", at("/blocks", own)));
    expect(items.map(({ quantity }: Block) => quantity)).toEqual([2, 2]);
    await expectBalance(own);
  });
});

describe("guests", () => {
  const guest = (body: object, of: MyEvent, headers = key()) => post("/guests", body, headers, of);

  test("have tickets at once, take room, and lose both when they are taken off the list", async () => {
    const own = await onSale(me);
    const [entry, first] = [own.ticketTypes[0]?.id, own.performances[0]?.id];
    const body = {
      name: "The Band",
      email: "band@example.org",
      ticketTypeId: entry,
      performanceId: first,
      quantity: 4,
    };
    const same = key();
    const [made, again] = await Promise.all([guest(body, own, same), guest(body, own, same)]);
    const one = await ok<Guest>(201, Promise.resolve(made));
    expect(await ok<Guest>(201, Promise.resolve(again))).toEqual(one);
    expect(one).toMatchObject({
      name: "The Band",
      quantity: 4,
      state: "paid",
      ticketType: "Entry",
      performanceId: first,
    });
    const full = await guest({ ...body, quantity: 2 }, own);
    expect([full.status, await pointers(full)]).toEqual([409, ["/quantity"]]);
    const pass = await ok<Guest>(
      201,
      guest({ name: "Critic", ticketTypeId: own.ticketTypes[1]?.id, quantity: 1 }, own),
    );
    const { items } = await ok<GuestList>(200, me.call("GET", at("/guests", own)));
    expect(items.map(({ orderId }) => orderId)).toEqual([pass.orderId, one.orderId]);
    const remove = () => me.call("DELETE", at(`/guests/${one.orderId}`, own));
    expect((await Promise.all([remove(), remove()])).every(({ status }) => status === 204)).toBe(true);
    expect((await remove()).status).toBe(204);
    const sales = await ok<SalesReport>(200, me.call("GET", at("/sales", own)));
    expect(sales.totals).toMatchObject({ guests: 1, tickets: 0, paid: 0 });
    expect(sales.quotas.map(({ sold }) => sold)).toEqual([1, 1, 1]);
    expect((await me.call("DELETE", at(`/guests/${await paid(own)}`, own))).status).toBe(404);
    await expectBalance(own);
  });

  test("for what the event has not are refused, naming the field", async () => {
    const [entry, pass, first] = [event.ticketTypes[0]?.id, event.ticketTypes[1]?.id, event.performances[0]?.id];
    const wrong: [object, string][] = [
      [{ ticketTypeId: crypto.randomUUID(), performanceId: first }, "/ticketTypeId"],
      [{ ticketTypeId: entry }, "/performanceId"],
      [{ ticketTypeId: entry, performanceId: crypto.randomUUID() }, "/performanceId"],
      [{ ticketTypeId: pass, performanceId: first }, "/performanceId"],
      [{ ticketTypeId: pass, quantity: 0 }, "/quantity"],
    ];
    for (const [more, pointer] of wrong) {
      const answer = await guest({ name: "Nobody", quantity: 1, ...more }, event);
      expect([pointer, answer.status, await pointers(answer)]).toEqual([pointer, 400, [pointer]]);
    }
  });
});
