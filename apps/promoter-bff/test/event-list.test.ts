import { MyEventList } from "@liveotter/contracts/promoter/events";
import { beforeAll, describe, expect, test } from "vitest";
import { faults, inDays, input, type Member, newIsolate, performance, pointers } from "./api.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  await faults.clear();
  me = await api.signIn();
  const krakow = { kind: "place", city: "Kraków", country: "PL", zone: "Europe/Warsaw" };
  await me.created({ name: "Żółta łódź", tags: ["Jazz & Blues"], performances: [performance({ date: inDays(9) })] });
  await me.published({ name: "Otters", performances: [performance({ where: krakow, date: inDays(5) })] });
  const { id } = await me.created({ name: "Put away" });
  expect((await me.call("POST", `/v1/events/${id}/archiving`)).status).toBe(200);
});

async function list(query: string): Promise<{ names: string[]; nextCursor: string | null }> {
  const response = await me.call("GET", `/v1/events?${query}`);
  expect(response.status, query).toBe(200);
  const { items, nextCursor } = MyEventList.parse(await response.json());
  return { names: items.map(({ name }) => name), nextCursor };
}

describe("the list of one's events", () => {
  test.each([
    ["", ["Otters", "Żółta łódź"]],
    ["q=zolta", ["Żółta łódź"]],
    ["q=%C5%81%C3%93D", ["Żółta łódź"]],
    ["q=blu", ["Żółta łódź"]],
    ["q=krakow+ott", ["Otters"]],
    ["q=otters+warszawa", []],
    ["q=put", []],
    ["q=put&status=archived", ["Put away"]],
    ["q=%21%3F", []],
    ["q=+", ["Otters", "Żółta łódź"]],
    ["status=draft", ["Żółta łódź"]],
    ["status=published", ["Otters"]],
    [`from=${inDays(6)}`, ["Żółta łódź"]],
    [`to=${inDays(6)}`, ["Otters"]],
    ["from=0000-01-01&to=9999-12-31", ["Otters", "Żółta łódź"]],
    ["sort=date", ["Otters", "Żółta łódź"]],
    ["sort=name", ["Otters", "Żółta łódź"]],
    ["sort=changed", ["Otters", "Żółta łódź"]],
    [`seriesId=${crypto.randomUUID()}`, []],
  ])("with %s", async (query, names) => {
    expect((await list(query)).names).toEqual(names);
  });

  test.each(["created", "changed", "date", "name"])("goes on at its cursor, by %s", async (sort) => {
    const whole = await list(`sort=${sort}`);
    const one = await list(`sort=${sort}&limit=1`);
    expect(one.nextCursor).toMatch(/^[\w-]+$/);
    const two = await list(`sort=${sort}&limit=1&cursor=${one.nextCursor}`);
    expect([...one.names, ...two.names]).toEqual(whole.names);
    expect(two.nextCursor).toBeNull();
  });

  test("refuses a cursor that it did not give out, of another order among them", async () => {
    const { nextCursor } = await list("limit=1");
    const forged = (key: unknown) => btoa(JSON.stringify(key)).replaceAll("=", "");
    for (const cursor of [
      "x",
      "%00",
      "%F0%9F%92%A5",
      crypto.randomUUID(),
      forged(null),
      forged({ sort: "changed", at: 1e300, id: crypto.randomUUID() }),
      forged({ sort: "changed", at: 8.64e15, id: crypto.randomUUID() }),
      forged({ sort: "changed", at: 0, id: "no id" }),
      nextCursor,
    ]) {
      const response = await me.call("GET", `/v1/events?sort=changed&cursor=${cursor}`);
      expect([cursor, response.status]).toEqual([cursor, 400]);
      expect(await pointers(response)).toEqual(["cursor"]);
    }
    for (const name of ["\0", "\ud800", "x".repeat(500), "'"]) {
      const key = forged({ sort: "name", name: escape(name), id: crypto.randomUUID() }).replace("%", "");
      expect((await me.call("GET", `/v1/events?sort=name&cursor=${key}`)).status).toBeLessThan(500);
    }
  });

  test("finds the events of a series", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const made = await me.call("POST", "/v1/series", { headers, body: { name: "A season" } });
    const { id } = await made.json<{ id: string }>();
    expect((await me.create(input({ name: "First night", seriesId: id }))).status).toBe(201);
    expect((await list(`seriesId=${id.toUpperCase()}`)).names).toEqual(["First night"]);
  });
});
