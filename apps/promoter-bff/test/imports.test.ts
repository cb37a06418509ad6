import { env } from "cloudflare:workers";
import { Problem } from "@liveotter/contracts/problem";
import { Import, ImportList, ImportRowList } from "@liveotter/contracts/promoter/imports";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { Env } from "../src/env.ts";
import { type Member, newIsolate } from "./api.ts";
import { owner } from "./promoters.ts";

const bucket = (env as Env).MEDIA as R2Bucket;
const api = newIsolate();
const FILE = "name,date,online\nOtters,2031-06-12,yes\n";

interface Upload {
  readonly key?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const upload = (
  me: Member,
  file: string,
  { key = crypto.randomUUID(), query = "format=csv&name=a.csv", headers }: Upload = {},
) =>
  me.call("POST", `/v1/imports?${query}`, {
    body: file,
    headers: {
      ...{ "content-type": "text/csv", "idempotency-key": key },
      ...{ "content-length": String(new TextEncoder().encode(file).length) },
      ...headers,
    },
  });
const uploaded = async (me: Member, file = FILE, more: Upload = {}) => {
  const response = await upload(me, file, more);
  const text = await response.text();
  expect(response.status, text).toBe(202);
  return Import.parse(JSON.parse(text));
};
const filesOf = async (me: Member) => {
  const { objects } = await bucket.list({ prefix: `imports/${me.promoter.id}/` });
  return objects.map(({ key }) => key.split("/").at(-1));
};
const importsOf = (me: Member) =>
  owner().query(sql`SELECT id FROM imports WHERE promoter_id = ${me.promoter.id}::uuid`);
const problemOf = async (response: Response) => Problem.parse(await response.json());

describe("a file that is uploaded", () => {
  test("lies in the bucket as it came, and its import is queued", async () => {
    const me = await api.signIn();
    const sent = api.queue.sent;
    const file = `name,city\n${"Łódź,😀\r\n".repeat(20_000)}`;
    const made = await uploaded(me, file, { query: "format=csv&name=Spring&publish=true&genre=jazz&currency=PLN" });
    expect(made).toMatchObject({ name: "Spring", state: "queued", publish: true, trouble: null });
    expect(made.progress.totalBytes).toBe(new TextEncoder().encode(file).length);
    const kept = await bucket.get(`imports/${me.promoter.id}/${made.id}`);
    expect(await new Response(kept?.body).text()).toBe(file);
    expect(api.queue.sent).toBe(sent + 1);
    const [row] = await owner().query(sql`SELECT genre, currency FROM imports WHERE id = ${made.id}::uuid`);
    expect(row).toEqual({ genre: "jazz", currency: "PLN" });
    expect(Import.parse(await (await me.call("GET", `/v1/imports/${made.id}`)).json())).toEqual(made);
  });

  test("twice under one key is one import and one file; another file under it is a conflict", async () => {
    const me = await api.signIn();
    const key = crypto.randomUUID();
    const [one, two] = await Promise.all([uploaded(me, FILE, { key }), uploaded(me, FILE, { key })]);
    expect(two.id).toBe(one.id);
    expect((await upload(me, `${FILE}More,2031-06-12,yes\n`, { key })).status).toBe(409);
    expect((await upload(me, FILE, { key, query: "format=csv&name=other" })).status).toBe(409);
    expect(await filesOf(me)).toEqual([one.id]);
    expect(await importsOf(me)).toEqual([{ id: one.id }]);
  });

  test.each([
    ["no length", { "content-length": "" }, 400, "Content-Length"],
    ["no whole number", { "content-length": "1e3" }, 400, "Content-Length"],
    ["a length beyond the file's", { "content-length": "1000" }, 400, "Content-Length"],
    ["a length short of the file's", { "content-length": "10" }, 400, "Content-Length"],
    ["no key", { "idempotency-key": "" }, 400, "idempotency-key"],
    ["more than 100 MB", { "content-length": String(100 * 1024 * 1024 + 1) }, 413, undefined],
  ])("with %s is refused, and nothing is kept", async (_, headers, status, pointer) => {
    const me = await api.signIn();
    const response = await upload(me, FILE, { headers });
    expect(response.status).toBe(status);
    expect((await problemOf(response)).errors?.[0]?.pointer).toBe(pointer);
    expect(await filesOf(me)).toEqual([]);
    expect(await importsOf(me)).toEqual([]);
  });

  test.each([
    "format=xml&name=a",
    "name=a",
    "format=csv",
    "format=csv&name=a&currency=EURO",
    "format=csv&name=a&publish=1",
  ])("with %s is refused by the parameter's name", async (query) => {
    const response = await upload(await api.signIn(), FILE, { query });
    expect(response.status).toBe(400);
    expect((await problemOf(response)).errors).toHaveLength(1);
  });

  const refuses = { put: () => Promise.reject(new Error("gone")), delete: async () => {} };
  const hangs = { put: () => new Promise(() => {}), delete: async () => {} };
  test.each([
    ["refuses", { instead: { MEDIA: refuses } }],
    ["hangs", { instead: { MEDIA: hangs } }],
    ["is missing", { without: ["METRICS", "MEDIA"] }],
  ])("while R2 %s is a 503 that says so, and nothing is half done", async (_, how) => {
    const down = newIsolate(how);
    const me = await down.signIn();
    const response = await upload(me, FILE);
    expect(response.status).toBe(503);
    expect((await problemOf(response)).detail).toBe("The store of files does not answer. Nothing was kept.");
    expect(await importsOf(me)).toEqual([]);
  });
});

describe("its report", () => {
  async function withRows(me: Member) {
    const made = await uploaded(me);
    await owner().query(sql`INSERT INTO import_rows (promoter_id, import_id, line, outcome, name, errors)
      SELECT ${me.promoter.id}::uuid, ${made.id}::uuid, line, CASE WHEN line % 2 = 0 THEN 'created' ELSE 'rejected' END,
        CASE WHEN line = 3 THEN '=HYPERLINK("http://a.test")' ELSE 'Event, "' || line || '"' END,
        CASE WHEN line % 2 = 0 THEN '[]'::jsonb ELSE '[{"pointer":"date","detail":"is missing"}]'::jsonb END
      FROM generate_series(2, 1206) line`);
    return made.id;
  }

  test("comes in pages, in the order of the file, and by outcome", async () => {
    const me = await api.signIn();
    const id = await withRows(me);
    const seen: number[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const query = `limit=500${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const page: ImportRowList = ImportRowList.parse(
        await (await me.call("GET", `/v1/imports/${id}/rows?${query}`)).json(),
      );
      seen.push(...page.items.map(({ row }) => row));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 1205 }, (_, index) => index + 2));
    const rejected = ImportRowList.parse(
      await (await me.call("GET", `/v1/imports/${id}/rows?outcome=rejected&limit=2`)).json(),
    );
    expect(rejected.items.map(({ row }) => row)).toEqual([3, 5]);
    expect(rejected.items[0]?.errors).toEqual([{ pointer: "date", detail: "is missing" }]);
    expect((await me.call("GET", `/v1/imports/${id}/rows?cursor=x`)).status).toBe(400);
  });

  test("comes as CSV too, whole, with nothing that a spreadsheet takes for a formula", async () => {
    const me = await api.signIn();
    const id = await withRows(me);
    const response = await me.call("GET", `/v1/imports/${id}/report`);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe(`attachment; filename="import-${id}.csv"`);
    // `text()` takes the mark off.
    const lines = (await response.text()).split("\r\n");
    expect(lines).toHaveLength(1207);
    expect(lines.slice(0, 3)).toEqual([
      "row,outcome,event,name,what",
      '"2","created","","Event, ""2""",""',
      `"3","rejected","","'=HYPERLINK(""http://a.test"")","date is missing"`,
    ]);
  });
});

test("imports are listed newest first, page by page", async () => {
  const me = await api.signIn();
  const made = [];
  for (const name of ["a", "b", "c"]) made.push(await uploaded(me, FILE, { query: `format=csv&name=${name}` }));
  const first = ImportList.parse(await (await me.call("GET", "/v1/imports?limit=2")).json());
  expect(first.items.map(({ name }) => name)).toEqual(["c", "b"]);
  const second = ImportList.parse(
    await (await me.call("GET", `/v1/imports?limit=2&cursor=${first.nextCursor}`)).json(),
  );
  expect(second).toMatchObject({ items: [{ name: "a" }], nextCursor: null });
});

test("undoing one begins once; what is in the way is named by its row", async () => {
  const me = await api.signIn();
  const { id } = await uploaded(me);
  const undo = () => me.call("POST", `/v1/imports/${id}/undo`);
  const event = await me.created();
  await owner().transaction([
    sql`UPDATE imports SET state = 'done' WHERE id = ${id}::uuid`,
    sql`INSERT INTO import_rows (promoter_id, import_id, line, outcome, name, event_id)
      VALUES (${me.promoter.id}::uuid, ${id}::uuid, 2, 'created', 'Otters', ${event.id}::uuid)`,
    sql`INSERT INTO imported_events (promoter_id, external_key, event_id, content_hash, version, import_id, line)
      VALUES (${me.promoter.id}::uuid, ${"a".repeat(64)}, ${event.id}::uuid, ${"b".repeat(64)}, 1, ${id}::uuid, 2)`,
  ]);
  const changed = await me.call("PATCH", `/v1/events/${event.id}`, {
    body: { name: "By hand" },
    headers: { "if-match": '"1"' },
  });
  expect(changed.status).toBe(200);
  const refused = await undo();
  expect(refused.status).toBe(409);
  expect((await problemOf(refused)).errors).toEqual([
    { pointer: "/rows/2", detail: "“Otters” was changed by hand since" },
  ]);
  await owner().query(sql`UPDATE imported_events SET version = 2 WHERE import_id = ${id}::uuid`);
  const sent = api.queue.sent;
  for (const _ of [1, 2]) expect(Import.parse(await (await undo()).json()).state).toBe("undoing");
  expect(api.queue.sent).toBe(sent + 1);
  const entries = await owner().query(
    sql`SELECT action FROM audit_log WHERE subject_id = ${id}::uuid AND actor_id = ${me.promoter.userId}::uuid ORDER BY id`,
  );
  expect(entries).toEqual([{ action: "import.create" }, { action: "import.undo" }]);
});

test("somebody else's import is not there", async () => {
  const [mine, theirs] = [await api.signIn(), await api.signIn()];
  const { id } = await uploaded(mine);
  for (const [method, path] of [
    ["GET", ""],
    ["GET", "/rows"],
    ["GET", "/report"],
    ["POST", "/undo"],
  ] as const) {
    expect((await theirs.call(method, `/v1/imports/${id}${path}`)).status, path).toBe(404);
  }
  expect(ImportList.parse(await (await theirs.call("GET", "/v1/imports")).json()).items).toEqual([]);
});
