import { asId, type EventId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import type { DatabaseError } from "@liveotter/database/database-error";
import { claimImport, releaseImport } from "@liveotter/database/imports/import-work";
import { listImportRows, readImport } from "@liveotter/database/imports/read-imports";
import { LOST, writeChunk } from "@liveotter/database/imports/write-chunk";
import type { Actor } from "@liveotter/database/promoter/event-draft";
import { moveEvent } from "@liveotter/database/promoter/move-event";
import { readMyEvent } from "@liveotter/database/promoter/read-my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import type { FileBucket } from "@liveotter/integrations/media/import-file";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { filesIn } from "../src/imports/import-files.ts";
import type { ImportFiles } from "../src/imports/run-import.ts";
import { workImports } from "../src/imports/work-imports.ts";
import { bucket, everythingOf, importDeps, imported, outcomeOf, promoters, queued, undone, work } from "./importing.ts";
import { faults, jobs, newPromoter, now, owner } from "./outbox.ts";

afterEach(() => faults.clear());

const FILE = `name;date;time;city;country;tickets;topics
Otters;2031-06-12;20:00;Kraków;Poland;Standard:25:300|VIP:80;rivers,music
Beavers;2031-06-13;;Austin, TX;U.S.A.;;
`;
const eventsOf = ({ promoterId }: Actor) =>
  owner().query<{ id: string; name: string; status: string; slug: string; version: number }>(
    sql`SELECT id, name, status, slug, version FROM events WHERE promoter_id = ${promoterId}::uuid ORDER BY id`,
  );
const newsOf = ({ promoterId }: Actor) =>
  owner().query<{ topic: string; consumer: string; aggregate_id: string }>(
    sql`SELECT topic, consumer, aggregate_id FROM outbox WHERE promoter_id = ${promoterId}::uuid ORDER BY id`,
  );
async function eventOf(actor: Actor, id: string | null | undefined) {
  const eventId = asId<EventId>(id ?? "");
  const event = eventId && (await readMyEvent(promoters(), { promoterId: actor.promoterId, eventId }));
  if (!event) throw new Error("no such event");
  return event;
}
/** One guest of an event's first night, as JSON. */
const guestOf = ({ id: eventId, performances, ticketTypes }: Awaited<ReturnType<typeof eventOf>>): string =>
  JSON.stringify({
    ...{
      orderId: crypto.randomUUID(),
      requestKey: crypto.randomUUID(),
      requestHash: "0".repeat(64),
      eventId,
      quote: {},
    },
    items: [{ id: crypto.randomUUID(), ticketTypeId: ticketTypes[0]?.id, performanceId: performances[0]?.id }],
    ...{ email: null, emailKey: null, name: "Ada", locale: "en", attendees: [], now: new Date(now()).toISOString() },
  });
async function changed(actor: Actor, id: string | null | undefined, name: string) {
  const event = await eventOf(actor, id);
  const after = await updateEvent(promoters(), actor, { eventId: event.id, version: event.version }, { name }, now());
  if (after === null) throw new Error("not changed");
  return after;
}

describe("a file becomes events", () => {
  test("drafts with their performances, ticket types and quotas, and a report of each row", async () => {
    const actor = await newPromoter();
    const { state, progress, rows, trouble } = await imported(actor, FILE);
    expect({ state, trouble }).toEqual({ state: "done", trouble: null });
    expect(progress).toMatchObject({ rows: 2, created: 2, rejected: 0, bytes: progress.totalBytes });
    expect(rows).toMatchObject([
      { row: 2, outcome: "created", name: "Otters", errors: [] },
      { row: 3, outcome: "created", name: "Beavers", errors: [] },
    ]);
    const event = await eventOf(actor, rows[0]?.eventId);
    expect(event).toMatchObject({ name: "Otters", status: "draft", tags: ["rivers", "music"], currency: "EUR" });
    expect(event.performances).toMatchObject([
      { date: "2031-06-12", time: "20:00", zone: "Europe/Warsaw", place: { city: "Kraków", country: "PL" } },
    ]);
    expect(event.ticketTypes).toMatchObject([
      { name: "Standard", price: 2500 },
      { name: "VIP", price: 8000 },
    ]);
    expect(event.quotas).toMatchObject([
      { name: "Standard", capacity: 300, performance: null, ticketTypes: [event.ticketTypes[0]?.id] },
      { name: "Tickets", capacity: null, ticketTypes: [event.ticketTypes[1]?.id] },
    ]);
    const second = await eventOf(actor, rows[1]?.eventId);
    expect(second.performances).toMatchObject([
      { date: "2031-06-13", time: null, zone: "America/Chicago", place: { city: "Austin" } },
    ]);
    expect(await newsOf(actor)).toEqual([]);
  });

  test("published at once where asked for, and told to every consumer; what is over stays a draft and says why", async () => {
    const actor = await newPromoter();
    const file = JSON.stringify([
      { name: "To come", startDate: "2031-06-12", city: "Kraków", country: "PL" },
      { name: "Over", startDate: "2013-06-12", city: "Kraków", country: "PL" },
    ]);
    const { rows } = await imported(actor, file, { format: "json", publish: true });
    expect(await eventsOf(actor)).toMatchObject([
      { name: "To come", status: "published" },
      { name: "Over", status: "draft" },
    ]);
    expect(rows[1]).toMatchObject({
      outcome: "created",
      errors: [{ detail: "was not published: performances all are over" }],
    });
    const news = await newsOf(actor);
    expect(news.map(({ consumer }) => consumer).sort()).toEqual(["cache", "search", "snapshot"]);
    expect(new Set(news.map(({ aggregate_id }) => aggregate_id))).toEqual(new Set([rows[0]?.eventId]));
  });

  test("rows that follow one another under one id are one event with several performances", async () => {
    const actor = await newPromoter();
    const { rows } = await imported(
      actor,
      "event,name,date,city,country,price,quota\na,Tour,2031-06-12,Kraków,PL,5,10\na,,2031-06-13,Gdańsk,PL,,\nb,Alone,2031-06-12,Kraków,PL,,\na,Tour,2031-06-14,Łódź,PL,,",
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(["created", "created", "created", "rejected"]);
    expect(rows[0]?.eventId).toBe(rows[1]?.eventId);
    expect(rows[3]?.errors[0]?.detail).toContain("is the same event as row 2");
    const event = await eventOf(actor, rows[0]?.eventId);
    expect(event.performances.map(({ date, place }) => [date, place?.city])).toEqual([
      ["2031-06-12", "Kraków"],
      ["2031-06-13", "Gdańsk"],
    ]);
    expect(event.quotas.map(({ performance }) => performance)).toEqual(event.performances.map(({ id }) => id));
  });

  test("every fault is the row's own, named by its column, and takes nothing else along", async () => {
    const actor = await newPromoter();
    const bytes = new TextEncoder().encode(
      `name,date,city,country\nGood,2031-06-12,Kraków,PL\n=1+1,2031-02-30,Kraków,PL\nNul\u0000,2031-06-12,Kraków,PL\nX,2031-06-12,Kraków,PL,more\n${"x".repeat(10_000)},2031-06-12,Kraków,PL\nSamoa,2011-12-30,Apia,Samoa\n,,,\nBad?,2031-06-12,Kraków,PL\nאירוע,2031-06-12,Kraków,PL\n`,
    );
    bytes[bytes.indexOf(0x3f)] = 0xff;
    const { rows, progress } = await imported(actor, bytes);
    expect(rows.map(({ row, outcome, errors }) => [row, outcome, ...errors.map((each) => each.pointer)])).toEqual([
      [2, "created"],
      [3, "rejected", "date"],
      [4, "rejected", "name"],
      [5, "rejected", ""],
      [6, "rejected", "name"],
      [7, "rejected", "date"],
      [9, "rejected", "name"],
      [10, "created"],
    ]);
    expect(rows[1]?.name).toBe("=1+1");
    expect(progress).toMatchObject({ created: 2, rejected: 6 });
  });

  test("the venue that is known says the zone, where the row does not", async () => {
    const actor = await newPromoter();
    const venue = `Hall ${crypto.randomUUID()}`;
    const head = "name,date,time,venue,city,country,zone\n";
    await imported(actor, `${head}First,2031-06-12,20:00,${venue},Somewhere,US,America/Denver\n`);
    const { rows } = await imported(actor, `${head}Second,2031-06-12,20:00,${venue},Somewhere,US,\n`);
    expect((await eventOf(actor, rows[0]?.eventId)).performances).toMatchObject([
      { zone: "America/Denver", time: "20:00", place: { venue: { name: venue } } },
    ]);
  });

  test("one that fails as a whole says why, and keeps what came before", async () => {
    const actor = await newPromoter();
    const broken = await imported(actor, '[{"name":"A","date":"2031-06-12","online":true} oops', { format: "json" });
    expect(broken).toMatchObject({ state: "failed", progress: { created: 1 } });
    expect(broken.trouble).toBe("Behind element 1, at byte 48, a comma is missing.");
    expect(await imported(actor, "", {}).catch((error: DatabaseError) => error.code)).toBe("23514");
    expect(await imported(actor, "not json at all", { format: "json" })).toMatchObject({ state: "failed" });
  });

  test("addresses that others have, or rows share, get letters behind them", async () => {
    const [one, other] = [await newPromoter(), await newPromoter()];
    const name = `Festival ${crypto.randomUUID().slice(0, 8)}`;
    const file = `name,date,online\n${name},2031-06-12,yes\n${name},2032-06-12,yes\n`;
    await imported(one, file);
    await imported(other, file);
    const slugs = [...(await eventsOf(one)), ...(await eventsOf(other))].map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(4);
    expect(slugs[0]).toBe(name.toLowerCase().replace(" ", "-"));
  });
});

describe("run again", () => {
  test("the same file changes nothing", async () => {
    const actor = await newPromoter();
    await imported(actor, FILE, { publish: true });
    const [before, news] = [await everythingOf(actor), await newsOf(actor)];
    const versions = (await eventsOf(actor)).map(({ version }) => version);
    const again = await imported(actor, FILE, { publish: true });
    expect(again.progress).toMatchObject({ rows: 2, unchanged: 2, created: 0, updated: 0 });
    expect(await everythingOf(actor)).toEqual(before);
    expect((await eventsOf(actor)).map(({ version }) => version)).toEqual(versions);
    expect(await newsOf(actor)).toEqual(news);
  });

  test("a row that says something else changes its event, keeps the ids of its lines, and is announced", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,time,city,country,tickets\n";
    const first = await imported(actor, `${head}7,Otters,2031-06-12,20:00,Kraków,PL,Standard:25:300|VIP:80\n`, {
      publish: true,
    });
    const before = await eventOf(actor, first.rows[0]?.eventId);
    const second = await imported(actor, `${head}7,More otters,2031-06-13,20:00,Gdańsk,PL,VIP:90:5|Standard:25:300\n`);
    expect(second.rows).toMatchObject([{ outcome: "updated", eventId: before.id }]);
    const after = await eventOf(actor, before.id);
    expect(after).toMatchObject({ name: "More otters", status: "published", version: before.version + 1 });
    expect(after.performances).toMatchObject([{ id: before.performances[0]?.id, date: "2031-06-13" }]);
    expect(after.ticketTypes).toMatchObject([
      { id: before.ticketTypes[1]?.id, name: "VIP", price: 9000 },
      { id: before.ticketTypes[0]?.id, name: "Standard" },
    ]);
    expect(after.quotas.map(({ name, capacity }) => [name, capacity])).toEqual([
      ["VIP", 5],
      ["Standard", 300],
    ]);
    expect(await newsOf(actor)).toHaveLength(6);
    const [{ price_from: from } = { price_from: null }] = await owner().query<{ price_from: number | null }>(
      sql`SELECT price_from::int FROM events WHERE id = ${before.id}::uuid`,
    );
    expect(from).toBe(2500);
  });

  test("an event that was changed by hand is not overwritten; one that was merely published is", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,city,country\n";
    const { rows } = await imported(actor, `${head}1,One,2031-06-12,Kraków,PL\n2,Two,2031-06-12,Kraków,PL\n`);
    await changed(actor, rows[0]?.eventId, "By hand");
    const two = await eventOf(actor, rows[1]?.eventId);
    await moveEvent(promoters(), actor, { eventId: two.id, version: two.version }, "publish", now());
    const again = await imported(actor, `${head}1,Uno,2031-06-12,Kraków,PL\n2,Due,2031-06-12,Kraków,PL\n`);
    expect(again.rows).toMatchObject([
      { outcome: "rejected", errors: [{ detail: expect.stringContaining("was changed by hand") }] },
      { outcome: "updated" },
    ]);
    expect((await eventsOf(actor)).map(({ name }) => name)).toEqual(["By hand", "Due"]);
  });

  test("an event that is sold is not overwritten, and keeps its import from being undone", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,city,country,tickets\n";
    const first = await imported(actor, `${head}1,One,2031-06-12,Kraków,PL,Entry:25:300\n`);
    const event = await eventOf(actor, first.rows[0]?.eventId);
    const block = crypto.randomUUID();
    await owner().query(sql`SELECT change_block(${block}::uuid, ${event.quotas[0]?.id}::uuid, 1, '', now())`);
    const again = await imported(actor, `${head}1,Uno,2031-06-12,Kraków,PL,Other:5:3\n`);
    expect(again.rows).toMatchObject([
      { outcome: "rejected", errors: [{ detail: expect.stringContaining("is sold") }] },
    ]);
    expect(await undone(actor, first.id)).toMatchObject({
      begun: false,
      inTheWay: [{ row: 2, name: "One", by: "sale" }],
    });
    expect(await eventOf(actor, event.id)).toEqual(event);
  });

  test("a row that stands twice in one file is one event", async () => {
    const actor = await newPromoter();
    const row = "Otters,2031-06-12,Kraków,PL";
    const { rows } = await imported(actor, `name,date,city,country\n${row}\n${row}\n`);
    expect(rows).toMatchObject([
      { outcome: "created" },
      { outcome: "unchanged", eventId: null, errors: [{ detail: "says the same as row 2" }] },
    ]);
    expect(await eventsOf(actor)).toHaveLength(1);
  });
});

describe("undone", () => {
  test("what it created is gone, and it can be imported again", async () => {
    const actor = await newPromoter();
    const first = await imported(actor, FILE, { publish: true });
    expect((await undone(actor, first.id))?.begun).toBe(true);
    await work();
    const after = await outcomeOf(actor, first.id);
    expect(after).toMatchObject({ state: "undone", progress: { created: 2, undone: 2 } });
    expect(after.rows.map(({ eventId }) => eventId)).toEqual([null, null]);
    expect(Object.values(await everythingOf(actor)).flat()).toEqual([]);
    expect((await newsOf(actor)).filter(({ topic }) => topic === "event.undone")).toHaveLength(6);
    expect((await undone(actor, first.id))?.begun).toBe(false);
    expect((await imported(actor, FILE)).progress).toMatchObject({ created: 2 });
  });

  test("what it updated is as it was, line by line", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,time,city,country,tickets,tags,artists,access\n";
    const otters = "7,Otters,2031-06-12,20:00,Kraków,PL,Standard:25:300|VIP:80,a,Otto;Ada,Step-free.";
    await imported(actor, `${head}${otters}\n`, { publish: true });
    const before = await everythingOf(actor);
    const second = await imported(
      actor,
      `${head}7,Changed,2031-06-13,,Gdańsk,PL,Cheap:1,"b,c",Eva,\n8,New,2031-06-13,,Gdańsk,PL,Cheap:1:5,,,\n`,
    );
    expect(second.progress).toMatchObject({ updated: 1, created: 1 });
    expect(await everythingOf(actor)).not.toEqual(before);
    await undone(actor, second.id);
    await work();
    expect(await outcomeOf(actor, second.id)).toMatchObject({ state: "undone", progress: { undone: 2 } });
    expect(await everythingOf(actor)).toEqual(before);
  });

  test("not at all when an event was changed by hand or by a later import since: the answer names the rows", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,city,country\n";
    const first = await imported(actor, `${head}1,One,2031-06-12,Kraków,PL\n2,Two,2031-06-12,Kraków,PL\n`);
    await changed(actor, first.rows[1]?.eventId, "By hand");
    const later = await imported(actor, `${head}1,Uno,2031-06-12,Kraków,PL\n`);
    const asked = await undone(actor, first.id);
    expect(asked).toMatchObject({
      begun: false,
      import: { state: "done" },
      inTheWay: [
        { row: 2, name: "One", by: "import" },
        { row: 3, name: "Two", by: "hand" },
      ],
    });
    await work();
    expect(await eventsOf(actor)).toHaveLength(2);
    await undone(actor, later.id);
    await work();
    expect((await undone(actor, first.id))?.inTheWay).toMatchObject([{ row: 3 }]);
  });

  test("an event changed while that is going on stays, and its row says so", async () => {
    const actor = await newPromoter();
    const first = await imported(actor, FILE);
    await undone(actor, first.id);
    await changed(actor, first.rows[0]?.eventId, "Just now");
    await work();
    const after = await outcomeOf(actor, first.id);
    expect(after).toMatchObject({ state: "undone", progress: { undone: 1 } });
    expect(after.rows[0]?.errors).toMatchObject([{ detail: expect.stringContaining("it stays as it is") }]);
    expect(await eventsOf(actor)).toMatchObject([{ name: "Just now" }]);
  });

  test("an event sold the moment before it would go stays; the others go, and nothing is put off", async () => {
    const actor = await newPromoter();
    const head = "id,name,date,city,country,tickets\n";
    const row = (n: number) => `${n},E${n},2031-06-12,Kraków,PL,Entry:25:300\n`;
    const first = await imported(actor, head + row(1) + row(2));
    const sold = await eventOf(actor, first.rows[0]?.eventId);
    await undone(actor, first.id);
    let calls = 0;
    // Behind the reading of what is to go, and ahead of its going: the guests are ordered for.
    const racing = watching(async () => {
      if (++calls === 3) await owner().query(sql`SELECT place_guest(${guestOf(sold)}::jsonb)`);
    });
    await work({ promoter: racing });
    const after = await outcomeOf(actor, first.id);
    expect(after).toMatchObject({ state: "undone", trouble: null, progress: { undone: 1 } });
    expect(after.rows[0]?.errors).toMatchObject([{ detail: expect.stringContaining("sold") }]);
    expect((await eventsOf(actor)).map(({ name }) => name)).toEqual(["E1"]);
  });

  test("while it runs, ends it", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(600));
    let reads = 0;
    await work({
      promoter: watching(async () => {
        if (++reads === 6) await undone(actor, id);
      }),
    });
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "undone" });
    expect(await eventsOf(actor)).toEqual([]);
  });

  test("and nothing else may be deleted, even by whoever may write SQL as the promoter", async () => {
    const actor = await newPromoter();
    const { rows } = await imported(actor, "name,date,online\nA,2031-06-12,yes\n");
    await promoters().transaction([
      sql`SELECT set_config('app.promoter_id', ${actor.promoterId}, true)`,
      sql`DELETE FROM imported_events`,
      sql`DELETE FROM performances`,
      sql`DELETE FROM events`,
    ]);
    expect((await eventsOf(actor)).map(({ id }) => id)).toEqual([rows[0]?.eventId]);
  });
});

const longFile = (count: number) =>
  `name,date,online\n${Array.from({ length: count }, (_, index) => `Event ${index},2031-06-12,yes\n`).join("")}`;

/** The promoters' database with something happening before each of its transactions. */
function watching(before: () => Promise<void>) {
  const db = promoters();
  return {
    query: db.query,
    async transaction(...args: Parameters<typeof db.transaction>) {
      await before();
      return db.transaction(...args);
    },
  };
}

/** A body whose line breaks after these bytes. */
const brokenAfter = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes),
    pull: (controller) => controller.error(new Error("the line broke")),
  });

describe("whatever happens on the way", () => {
  test("a worker that dies before or after any of its transactions leaves a file that is written once", async () => {
    for (const when of ["before", "after"] as const) {
      for (const step of [1, 2, 3, 4, 5, 6, 7]) {
        const actor = await newPromoter();
        const id = await queued(actor, longFile(600));
        const db = promoters();
        let calls = 0;
        const dying = {
          query: db.query,
          async transaction(...args: Parameters<typeof db.transaction>) {
            if (++calls > step) return new Promise<never>(() => {});
            if (calls < step || when === "after") {
              const result = await db.transaction(...args);
              return calls < step ? result : new Promise<never>(() => {});
            }
            return new Promise<never>(() => {});
          },
        };
        void workImports(importDeps({ promoter: dying }), now() + 60_000);
        while (calls < step) await new Promise((resolve) => setTimeout(resolve, 20));
        await new Promise((resolve) => setTimeout(resolve, 100));
        // Its claim has run out.
        await owner().query(sql`UPDATE imports SET locked_until = now() WHERE id = ${id}::uuid AND claim IS NOT NULL`);
        await work();
        const { state, progress, rows } = await outcomeOf(actor, id);
        expect({ when, step, state, created: progress.created, rows: rows.length }).toEqual({
          ...{ when, step, state: "done", created: 600, rows: 600 },
        });
        expect(await eventsOf(actor)).toHaveLength(600);
      }
    }
  }, 120_000);

  test("two workers at one import write it once: whoever lost the claim writes nothing more", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(900));
    let calls = 0;
    const robbed = watching(async () => {
      calls++;
      if (calls !== 3) return;
      await owner().query(sql`UPDATE imports SET locked_until = now() WHERE id = ${id}::uuid`);
      await work();
    });
    await work({ promoter: robbed });
    const { state, progress, rows } = await outcomeOf(actor, id);
    expect({ state, ...progress }).toMatchObject({ state: "done", created: 900, unchanged: 0 });
    expect(rows).toHaveLength(900);
    expect(await eventsOf(actor)).toHaveLength(900);
  });

  test("a piece is written once, and only by whoever holds the claim", async () => {
    const actor = await newPromoter();
    await queued(actor, longFile(5));
    const claim = await claimImport(jobs());
    if (claim === null) throw new Error("nothing to claim");
    const piece = { from: 0, to: 10, reader: null, events: [], rows: [], ignoredColumns: [] };
    const write = (more: object, by = claim) => writeChunk(promoters(), by, { ...piece, ...more }, now());
    const stranger = { ...claim, claim: crypto.randomUUID() };
    await expect(write({}, stranger)).rejects.toMatchObject({ code: LOST });
    await write({});
    await expect(write({})).rejects.toMatchObject({ code: LOST });
    await write({ from: 10, to: 20 });
    await releaseImport(promoters(), claim);
    await work();
  });

  test("stops when its time is up, and goes on where it stood", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(600));
    let passed = 0;
    // Its time is over as soon as it begins.
    const promoter = watching(async () => {
      passed = 60_000;
    });
    await workImports(importDeps({ promoter, now: () => instant(now() + passed) }), now() + 30_000);
    const { state, progress } = await outcomeOf(actor, id);
    expect(state).toBe("running");
    expect(progress.created).toBe(250);
    expect(progress.bytes).toBeGreaterThan(0);
    expect(progress.bytes).toBeLessThan(progress.totalBytes);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "done", progress: { created: 600 } });
  });

  test("holds a few megabytes of long rows at the most, and cuts no event in two", async () => {
    const actor = await newPromoter();
    // An event has three rows of 200 kB.
    const rows = Array.from({ length: 45 }, (_, index) => {
      const event = Math.floor(index / 3);
      return `E${event},Long ${event},2031-05-0${1 + (index % 3)},Warsaw,PL,${"x".repeat(200 * 1024)}`;
    });
    const id = await queued(actor, `id,name,date,city,country,notes\n${rows.join("\n")}\n`);
    let read = 0;
    const files = filesIn(bucket);
    const counting: ImportFiles = {
      async read(file, offset, length) {
        read = Math.max(read, offset + length);
        return files.read(file, offset, length);
      },
    };
    await workImports(importDeps({ files: counting }), now() + 1);
    expect(read).toBeLessThan(5 * 1024 * 1024);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "done", progress: { created: 45, rejected: 0 } });
    expect(await eventsOf(actor)).toHaveLength(15);
  });

  test("without R2 it waits, says what for, and goes on when R2 is back", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(10));
    await work({ files: filesIn(undefined) });
    expect(await outcomeOf(actor, id)).toMatchObject({
      state: "queued",
      trouble: "The store of files does not answer.",
    });
    await owner().query(sql`UPDATE imports SET next_attempt_at = now() WHERE id = ${id}::uuid`);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "done", trouble: null });
  });

  test("a mistake of ours in one import is told of, and keeps nobody else's waiting", async () => {
    const [one, other] = [await newPromoter(), await newPromoter()];
    const [broken, sound] = [await queued(one, longFile(10)), await queued(other, longFile(10))];
    const files: ImportFiles = {
      async read(file, offset, length) {
        if (file.importId === broken) throw new RangeError("a mistake of ours");
        return filesIn(bucket).read(file, offset, length);
      },
    };
    const { failures } = await workImports(importDeps({ files }), now() + 20_000);
    expect(failures).toEqual([expect.any(RangeError)]);
    expect(await outcomeOf(other, sound)).toMatchObject({ state: "done" });
    expect(await outcomeOf(one, broken)).toMatchObject({ state: "queued", trouble: "Something went wrong here." });
    await owner().query(sql`UPDATE imports SET next_attempt_at = now() WHERE id = ${broken}::uuid`);
    await work();
    expect(await outcomeOf(one, broken)).toMatchObject({ state: "done", trouble: null });
  });

  test("an undoing that fails however often is put off, not left half done with its place taken", async () => {
    const actor = await newPromoter();
    const { id } = await imported(actor, longFile(3));
    await undone(actor, id);
    await owner().query(sql`UPDATE imports SET attempts = 30 WHERE id = ${id}::uuid`);
    let calls = 0;
    const failing = watching(async () => {
      if (++calls === 2) throw new RangeError("a mistake of ours");
    });
    await work({ promoter: failing });
    const [row] = await owner().query<{ free: boolean; later: boolean }>(
      sql`SELECT claim IS NULL AS free, next_attempt_at > now() AS later FROM imports WHERE id = ${id}::uuid`,
    );
    expect(row).toEqual({ free: true, later: true });
    await owner().query(sql`UPDATE imports SET next_attempt_at = now() WHERE id = ${id}::uuid`);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "undone" });
  });

  test("a read that breaks off in the middle of the file delays it, and no row is lost or written twice", async () => {
    const actor = await newPromoter();
    // Some windows long, so that rows lie across their edges.
    const rows = Array.from({ length: 2000 }, (_, n) => `R${n},2031-05-01,Warsaw,PL,${"y".repeat(500)}`);
    const id = await queued(actor, `name,date,city,country,summary\n${rows.join("\n")}\n`);
    let reads = 0;
    // Every third answer begins, and its line breaks.
    const brittle: FileBucket = {
      ...{ put: bucket.put.bind(bucket), delete: bucket.delete.bind(bucket) },
      get: (async (key: string, options?: R2GetOptions) => {
        const object = await bucket.get(key, options);
        if (object === null || ++reads % 3 > 0) return object;
        const start = new Uint8Array(await object.arrayBuffer()).slice(0, 1000);
        return { body: brokenAfter(start) };
        // What the reader takes of an answer.
      }) as unknown as FileBucket["get"],
    };
    let late = 0;
    for (let turn = 0; turn < 20; turn++) {
      await work({ files: filesIn(brittle) });
      const { state, progress, trouble } = await outcomeOf(actor, id);
      if (state === "done") break;
      late++;
      expect({ state, trouble }).toEqual({
        state: progress.rows === 0 ? "queued" : "running",
        trouble: "The store of files does not answer.",
      });
      expect(progress.bytes).toBeLessThan(progress.totalBytes);
      await owner().query(sql`UPDATE imports SET next_attempt_at = now() WHERE id = ${id}::uuid`);
    }
    expect(late).toBeGreaterThan(1);
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "done", trouble: null, progress: { created: 2000 } });
    expect(await eventsOf(actor)).toHaveLength(2000);
  });

  test("a file that is gone ends it", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(10));
    await bucket.delete(`imports/${actor.promoterId}/${id}`);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "failed", trouble: "The file is no longer there." });
  });

  test("Postgres gone on the way delays it and no more", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(600));
    let calls = 0;
    await work({
      promoter: watching(async () => {
        if (++calls === 4) await faults.put("postgres", { mode: "refuse" });
      }),
    }).catch(() => {});
    await faults.clear();
    expect((await outcomeOf(actor, id)).progress.created).toBe(250);
    await owner().query(sql`UPDATE imports SET locked_until = now() WHERE id = ${id}::uuid AND claim IS NOT NULL`);
    await work();
    expect(await outcomeOf(actor, id)).toMatchObject({ state: "done", trouble: null, progress: { created: 600 } });
  });

  test("a row that the database alone refuses is found among its neighbours", async () => {
    const actor = await newPromoter();
    const id = await queued(actor, longFile(20).replace("Event 7,", "Trap 7,"));
    const name = `trap_${actor.promoterId.replaceAll("-", "")}`;
    await owner().query(
      sql.raw(
        `ALTER TABLE events ADD CONSTRAINT ${name} CHECK (promoter_id <> '${actor.promoterId}' OR name <> 'Trap 7') NOT VALID`,
      ),
    );
    try {
      await work();
    } finally {
      await owner().query(sql.raw(`ALTER TABLE events DROP CONSTRAINT ${name}`));
    }
    const { state, progress, rows } = await outcomeOf(actor, id);
    expect({ state, ...progress }).toMatchObject({ state: "done", created: 19, rejected: 1 });
    expect(rows.find(({ outcome }) => outcome === "rejected")).toMatchObject({
      row: 9,
      errors: [{ detail: "cannot be saved as it is" }],
    });
  });

  test("of one promoter's imports one runs at a time, in the order in which they were asked for", async () => {
    const [one, other] = [await newPromoter(), await newPromoter()];
    const first = await queued(one, longFile(1));
    await queued(one, longFile(2));
    const third = await queued(other, longFile(1));
    const claims = [await claimImport(jobs()), await claimImport(jobs()), await claimImport(jobs())];
    expect(claims.map((claim) => claim?.importId ?? null)).toEqual([first, third, null]);
    await owner().query(sql`UPDATE imports SET locked_until = now() WHERE id IN (${first}::uuid, ${third}::uuid)`);
    await work();
  });
});

test("an import, its rows and what they stand for are its promoter's alone", async () => {
  const [mine, theirs] = [await newPromoter(), await newPromoter()];
  const { id } = await imported(mine, FILE);
  const one = { promoterId: theirs.promoterId, importId: id };
  expect(await readImport(promoters(), one)).toBeNull();
  expect(await listImportRows(promoters(), one, { limit: 10, after: 0, outcome: undefined })).toBeNull();
  expect(await undone(theirs, id)).toBeNull();
  // The same rows are the other's own events.
  expect((await imported(theirs, FILE)).progress).toMatchObject({ created: 2, unchanged: 0 });
  // Row-level security says the same to a statement that forgets to ask.
  for (const table of ["imports", "import_rows", "imported_events"]) {
    const [, rows] = await promoters().transaction([
      sql`SELECT set_config('app.promoter_id', ${theirs.promoterId}, true)`,
      sql`SELECT DISTINCT promoter_id FROM ${sql.identifier(table)}`,
    ]);
    expect(rows).toEqual([{ promoter_id: theirs.promoterId }]);
  }
  await expect(jobs().query(sql`SELECT name FROM imports`)).rejects.toMatchObject({ code: "42501" });
});
