import { MySeries, MySeriesList } from "@liveotter/contracts/promoter/series";
import { beforeAll, expect, test } from "vitest";
import { faults, input, type Member, newIsolate } from "./api.ts";
import { traces } from "./promoters.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
});

const make = (name: string, key: string = crypto.randomUUID(), who = me) =>
  who.call("POST", "/v1/series", { headers: { "idempotency-key": key }, body: { name } });
const rename = (id: string, version: number | null, name: string) =>
  me.call("PATCH", `/v1/series/${id}`, {
    ...(version !== null && { headers: { "if-match": `"${version}"` } }),
    body: { name },
  });
const made = async (name: string) => MySeries.parse(await (await make(name)).json());

test("a series is made once per key, with an address of its own and its ETag", async () => {
  const key = crypto.randomUUID();
  const [first, second] = await Promise.all([make("Otter Nights", key), make("Otter Nights", key)]);
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(first.headers.get("etag")).toBe('"1"');
  const [one, two] = [MySeries.parse(await first.json()), MySeries.parse(await second.json())];
  expect(one).toEqual(two);
  expect(one).toMatchObject({ name: "Otter Nights", version: 1, eventCount: 0 });
  expect((await made("Otter Nights")).slug).not.toBe(one.slug);
  expect((await make("Other", key)).status).toBe(409);
  expect((await me.create(input(), key)).status).toBe(409);
  expect((await traces(one.id)).audit).toMatchObject([{ action: "series.create", actorId: me.promoter.userId }]);
});

test("renaming needs the version that was read, and tells everybody who shows its public events", async () => {
  const series = await made("Old name");
  const shown = await me.published({ seriesId: series.id });
  const draft = await me.created({ seriesId: series.id });
  const before = (await traces(shown.id)).outbox.length;
  expect((await rename(series.id, null, "New name")).status).toBe(428);
  expect((await rename(series.id, 2, "New name")).status).toBe(412);
  expect((await traces(shown.id)).outbox).toHaveLength(before);

  const renamed = await rename(series.id, 1, "New name");
  expect(renamed.status).toBe(200);
  expect(renamed.headers.get("etag")).toBe('"2"');
  expect(MySeries.parse(await renamed.json())).toEqual({
    ...series,
    name: "New name",
    version: 2,
    eventCount: 2,
  });
  expect((await traces(shown.id)).outbox.filter((line) => line.startsWith("event.changed"))).toEqual([
    "event.changed for cache",
    "event.changed for search",
    "event.changed for snapshot",
  ]);
  expect((await traces(draft.id)).outbox).toEqual([]);
  // An open editor loses no race to it.
  expect((await me.read(shown.id)).version).toBe(shown.version);
  expect((await rename(series.id, 1, "Again")).status).toBe(412);
  expect((await rename(crypto.randomUUID(), 1, "Nobody's")).status).toBe(404);
});

test("of two who rename at once one wins, and the other hears of it", async () => {
  const { id } = await made("Contested");
  const answers = await Promise.all(["One", "Two", "Three"].map((name) => rename(id, 1, name)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
});

test("the list is newest first, page by page", async () => {
  const who = await api.signIn();
  for (const name of ["One", "Two", "Three"]) await make(name, crypto.randomUUID(), who);
  const page = async (query: string) => MySeriesList.parse(await (await who.call("GET", `/v1/series?${query}`)).json());
  const first = await page("limit=2");
  const second = await page(`limit=2&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["Three", "Two", "One"]);
  expect(second.nextCursor).toBeNull();
  expect((await who.call("GET", "/v1/series?cursor=x")).status).toBe(400);
});
