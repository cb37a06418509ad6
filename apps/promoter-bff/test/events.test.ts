import { MyEvent, MyEventList } from "@liveotter/contracts/promoter/events";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { input, newIsolate, performance, pointers, warsaw } from "./api.ts";
import { as, owner, traces } from "./promoters.ts";

const api = newIsolate();
const CONSUMERS = ["cache", "search", "snapshot"];

describe("creating", () => {
  test("makes a draft with its performances and ticket types, told to nobody but the audit log", async () => {
    const me = await api.signIn();
    const response = await me.create({
      ...input(),
      name: "Zażółć 🎷 <script>",
      tags: ["late"],
      performances: [performance({ date: "2031-06-12", time: "20:00", durationMinutes: 90 })],
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("etag")).toBe('"1"');
    const event = MyEvent.parse(await response.json());
    expect(response.headers.get("location")).toBe(`/v1/events/${event.id}`);
    expect(event).toMatchObject({ name: "Zażółć 🎷 <script>", status: "draft", version: 1, publishedAt: null });
    expect(event.slug).toMatch(/^zazolc-script/);
    expect(event.performances).toMatchObject([
      { startsAt: "2031-06-12T18:00:00.000Z", endsAt: "2031-06-12T19:30:00.000Z", durationMinutes: 90, fold: null },
    ]);
    expect(event.ticketTypes).toMatchObject([{ name: "Entry", price: 2300, hidden: false }]);
    expect(await traces(event.id)).toEqual({
      outbox: [],
      audit: [
        {
          action: "event.create",
          actorId: me.promoter.userId,
          requestId: response.headers.get("x-request-id"),
        },
      ],
    });
  });

  test("with one key and one body is done once, however often and however many at once", async () => {
    const me = await api.signIn();
    const key = crypto.randomUUID();
    const responses = await Promise.all(Array.from({ length: 6 }, () => me.create(input(), key)));
    const bodies = await Promise.all(responses.map((response) => response.text()));
    expect(responses.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(new Set(bodies).size).toBe(1);
    // The order of its keys makes no other request of it, nor what it leaves to its default.
    const { name, ...rest } = input();
    expect(await (await me.create({ summary: "", ...rest, name }, key)).text()).toBe(bodies[0]);
    const other = await me.create(input({ name: "Another" }), key);
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: "conflict" });
    const list = MyEventList.parse(await (await me.call("GET", "/v1/events")).json());
    expect(list.items).toHaveLength(1);
  });

  test("with a key that somebody else has used too makes an event of one's own", async () => {
    const [one, two] = [await api.signIn(), await api.signIn()];
    const key = crypto.randomUUID();
    const [mine, theirs] = [await one.create(input(), key), await two.create(input({ name: "Other" }), key)];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
  });

  test("without a key is refused, naming the header", async () => {
    const me = await api.signIn();
    const response = await me.call("POST", "/v1/events", { body: input() });
    expect(response.status).toBe(400);
    expect(await pointers(response)).toEqual(["idempotency-key"]);
  });

  test("gives events of one name addresses of their own, also all at once", async () => {
    const me = await api.signIn();
    const name = `Twice ${crypto.randomUUID().slice(0, 8)}`;
    const events = await Promise.all(Array.from({ length: 4 }, () => me.created({ name })));
    expect(new Set(events.map(({ slug }) => slug)).size).toBe(4);
    for (const { slug } of events) expect(slug).toMatch(/^twice-/);
  });

  test("at a known venue takes its zone; at an unknown one, its field is named", async () => {
    const me = await api.signIn();
    const name = `Hall ${crypto.randomUUID()}`;
    const made = await me.created({
      performances: [performance({ where: { ...warsaw, kind: "new-venue", name, zone: "Asia/Tokyo" } })],
    });
    const venueId = made.performances[0]?.place?.venue?.id;
    const again = await me.created({ performances: [performance({ where: { kind: "venue", venueId } })] });
    expect(again.performances[0]).toMatchObject({ zone: "Asia/Tokyo", place: { venue: { name }, city: "Warszawa" } });
    const unknown = await me.create(
      input({ performances: [performance(), performance({ where: { kind: "venue", venueId: crypto.randomUUID() } })] }),
    );
    expect(unknown.status).toBe(400);
    expect(await pointers(unknown)).toEqual(["/performances/1/where/venueId"]);
  });
});

describe("listing", () => {
  test("goes from new to old, in pages, and by status", async () => {
    const me = await api.signIn();
    const drafts: string[] = [];
    for (let i = 0; i < 3; i++) drafts.unshift((await me.created()).id);
    const { id: shown } = await me.published();
    const list = async (query: string) => MyEventList.parse(await (await me.call("GET", `/v1/events?${query}`)).json());
    const first = await list("limit=2");
    expect(first.items.map(({ id }) => id)).toEqual([shown, drafts[0]]);
    const second = await list(`limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ id }) => id)).toEqual(drafts.slice(1));
    expect(second.nextCursor).toBeNull();
    expect((await list("status=published")).items.map(({ id }) => id)).toEqual([shown]);
    expect((await list("status=draft")).items.map(({ id }) => id)).toEqual(drafts);
    expect((await me.call("GET", "/v1/events?limit=101")).status).toBe(400);
  });
});

describe("changing", () => {
  test("saves what is given, keeps what is not, and counts the version up", async () => {
    const me = await api.signIn();
    const before = await me.published({ summary: "Kept", tags: ["a", "b"], lineUp: ["Ada"], access: "Step-free." });
    const response = await me.change(before.id, before.version, { name: "New", tags: [], lineUp: ["Otto", "Ada"] });
    expect(response.status).toBe(200);
    const after = MyEvent.parse(await response.json());
    expect(after).toEqual({
      ...before,
      name: "New",
      tags: [],
      lineUp: ["Otto", "Ada"],
      version: before.version + 1,
      changedAt: after.changedAt,
    });
    expect(response.headers.get("etag")).toBe(`"${after.version}"`);
    expect(await me.read(before.id)).toEqual(after);
  });

  test("writes the change, its audit row and its announcements together", async () => {
    const me = await api.signIn();
    const event = await me.published();
    const response = await me.change(event.id, event.version, { name: "New" });
    const { outbox, audit } = await traces(event.id);
    expect(outbox).toEqual([
      ...CONSUMERS.map((consumer) => `event.changed for ${consumer}`),
      ...CONSUMERS.map((consumer) => `event.publish for ${consumer}`),
    ]);
    expect(audit.map(({ action }) => action)).toEqual(["event.create", "event.publish", "event.update"]);
    expect(audit.at(-1)).toMatchObject({
      actorId: me.promoter.userId,
      requestId: response.headers.get("x-request-id"),
    });
  });

  test("of what somebody changed meanwhile is refused and overwrites nothing", async () => {
    const me = await api.signIn();
    const event = await me.published();
    expect((await me.change(event.id, event.version, { name: "First" })).status).toBe(200);
    const stale = await me.change(event.id, event.version, { name: "Second", performances: [] });
    expect(stale.status).toBe(412);
    expect(await stale.json()).toMatchObject({ code: "precondition-failed" });
    expect(await me.read(event.id)).toMatchObject({ name: "First", version: event.version + 1 });
  });

  test("of what is gone meanwhile is told of the change, not of what it named", async () => {
    const me = await api.signIn();
    const event = await me.created();
    const [gone] = event.performances;
    await me.change(event.id, event.version, { performances: [performance({ date: "2031-01-01" })] });
    const stale = await me.change(event.id, event.version, { performances: [performance({ id: gone?.id })] });
    expect(stale.status).toBe(412);
  });

  test("by many at once from one version lets one through, with one audit row and one announcement", async () => {
    const me = await api.signIn();
    const event = await me.published();
    const responses = await Promise.all(
      Array.from({ length: 6 }, (_, n) => me.change(event.id, event.version, { name: `Name ${n}` })),
    );
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
    const { outbox, audit } = await traces(event.id);
    expect(audit.filter(({ action }) => action === "event.update")).toHaveLength(1);
    expect(outbox.filter((line) => line.startsWith("event.changed"))).toHaveLength(3);
  });

  test("asks for If-Match, and for the one ETag that was read", async () => {
    const me = await api.signIn();
    const { id, version } = await me.created();
    const patch = (headers: Record<string, string>) =>
      me.call("PATCH", `/v1/events/${id}`, { body: { name: "New" }, headers });
    const without = await patch({});
    expect(without.status).toBe(428);
    expect(await without.json()).toMatchObject({ code: "precondition-required" });
    for (const header of ["*", "1", '"1", "2"', '"x"', '"0"']) {
      const response = await patch({ "if-match": header });
      expect([header, response.status]).toEqual([header, 400]);
      expect(await pointers(response)).toEqual(["if-match"]);
    }
    expect((await patch({ "if-match": '"9999999999"' })).status).toBe(412);
    // Weakened on the way by what compressed the answer.
    expect((await patch({ "if-match": `W/"${version}"` })).status).toBe(200);
  });

  test("keeps the performances and ticket types whose ids are sent, and drops the others", async () => {
    const me = await api.signIn();
    const before = await me.created({
      performances: [performance({ date: "2031-01-01" }), performance({ date: "2031-01-02" })],
      ticketTypes: [
        { name: "A", price: 100 },
        { name: "Crew", price: 0, hidden: true },
      ],
    });
    const [kept] = before.performances;
    const crew = before.ticketTypes[1];
    const response = await me.change(before.id, before.version, {
      performances: [performance({ id: kept?.id, date: "2031-01-03" }), performance({ date: "2031-01-04" })],
      ticketTypes: [{ id: crew?.id, name: "Staff", price: 5 }],
    });
    const after = MyEvent.parse(await response.json());
    expect(after.performances.map(({ id, date }) => [id === kept?.id, date])).toEqual([
      [true, "2031-01-03"],
      [false, "2031-01-04"],
    ]);
    expect(after.ticketTypes).toEqual([{ ...crew, name: "Staff", price: 5 }]);
  });

  test("refuses ids that are not this event's, and the same one twice, naming the line", async () => {
    const me = await api.signIn();
    const [mine, other] = [await me.created(), await me.created()];
    const own = mine.performances[0]?.id;
    const lists = [
      [performance({ id: other.performances[0]?.id })],
      [performance({ id: crypto.randomUUID() })],
      [performance({ id: own }), performance({ id: own?.toUpperCase(), date: "2031-01-02" })],
    ];
    for (const performances of lists) {
      const response = await me.change(mine.id, mine.version, { performances });
      expect(response.status).toBe(400);
      expect(await pointers(response)).toEqual([`/performances/${performances.length - 1}/id`]);
    }
    const entry = { id: mine.ticketTypes[0]?.id, name: "Entry", price: 1 };
    for (const ticketTypes of [[{ ...entry, id: other.ticketTypes[0]?.id }], [entry, entry]]) {
      const response = await me.change(mine.id, mine.version, { ticketTypes });
      expect(await pointers(response)).toEqual([`/ticketTypes/${ticketTypes.length - 1}/id`]);
    }
    expect(await me.read(mine.id)).toEqual(mine);
    expect(await me.read(other.id)).toEqual(other);
  });

  test("leaves a public event at least one performance", async () => {
    const me = await api.signIn();
    const event = await me.published();
    const response = await me.change(event.id, event.version, { performances: [] });
    expect(response.status).toBe(409);
    expect(await pointers(response)).toEqual(["/performances"]);
    const draft = await me.created();
    expect((await me.change(draft.id, draft.version, { performances: [] })).status).toBe(200);
  });
});

describe("publishing", () => {
  test("shows a draft to the public and tells every consumer, once", async () => {
    const me = await api.signIn();
    const { id } = await me.created();
    const responses = await Promise.all(Array.from({ length: 4 }, () => me.publish(id)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await me.publish(id)).status).toBe(200);
    const event = MyEvent.parse(await responses[0]?.json());
    expect(event).toMatchObject({ status: "published", version: 2 });
    expect(event.publishedAt).not.toBeNull();
    expect((await traces(id)).outbox).toEqual(CONSUMERS.map((consumer) => `event.publish for ${consumer}`));
    const [row] = await as("DATABASE_URL_PUBLIC").query(sql`SELECT status FROM events WHERE id = ${id}::uuid`);
    expect(row).toEqual({ status: "published" });
  });

  test("refuses an event without performances, or with none to come, naming the field", async () => {
    const me = await api.signIn();
    for (const performances of [[], [performance({ date: "2001-01-01" })]]) {
      const { id } = await me.created({ performances });
      const response = await me.publish(id);
      expect(response.status).toBe(409);
      expect(await pointers(response)).toEqual(["/performances"]);
      expect((await me.read(id)).status).toBe("draft");
    }
  });

  test("refuses one that is neither draft nor published", async () => {
    const me = await api.signIn();
    const { id } = await me.published();
    await owner().query(sql`UPDATE events SET status = 'cancelled' WHERE id = ${id}::uuid`);
    const response = await me.publish(id);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "invalid-state", errors: [{ pointer: "/status" }] });
  });

  test("of a version that is no longer the one is refused", async () => {
    const me = await api.signIn();
    const event = await me.created();
    await me.change(event.id, event.version, { name: "New" });
    expect((await me.publish(event.id, { "if-match": `"${event.version}"` })).status).toBe(412);
    expect((await me.publish(event.id, { "if-match": `"${event.version + 1}"` })).status).toBe(200);
  });
});

describe("somebody else's events", () => {
  test("are not there, whatever is asked", async () => {
    const [me, stranger] = [await api.signIn(), await api.signIn()];
    const [draft, shown] = [await me.created(), await me.published()];
    for (const { id, version } of [draft, shown]) {
      const answers = [
        await stranger.call("GET", `/v1/events/${id}`),
        await stranger.change(id, version, { name: "Stolen" }),
        await stranger.publish(id),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      const absent = await stranger.call("GET", `/v1/events/${crypto.randomUUID()}`);
      const [theirs, nobodys] = [await answers[0]?.json<object>(), await absent.json<object>()];
      expect({ ...theirs, requestId: "" }).toEqual({ ...nobodys, requestId: "" });
    }
    const list = MyEventList.parse(await (await stranger.call("GET", "/v1/events")).json());
    expect(list.items).toEqual([]);
    const { nextCursor } = MyEventList.parse(await (await me.call("GET", "/v1/events?limit=1")).json());
    const past = await stranger.call("GET", `/v1/events?cursor=${nextCursor}`);
    expect(MyEventList.parse(await past.json()).items).toEqual([]);
    expect(await me.read(draft.id)).toEqual(draft);
    expect(await me.read(shown.id)).toEqual(shown);
  });

  test("do not lend their performances", async () => {
    const [me, stranger] = [await api.signIn(), await api.signIn()];
    const [theirs, mine] = [await me.created(), await stranger.created()];
    const response = await stranger.change(mine.id, mine.version, {
      performances: [performance({ id: theirs.performances[0]?.id })],
    });
    expect(response.status).toBe(400);
    expect(await me.read(theirs.id)).toEqual(theirs);
  });
});
