import { Problem } from "@liveotter/contracts/problem";
import { beforeAll, expect, test } from "vitest";
import { input, type Member, newIsolate, performance, pointers, warsaw } from "./api.ts";

const api = newIsolate();
let me: Member;
beforeAll(async () => {
  me = await api.signIn();
});

test("no answer about a promoter may be kept, and none may be shown by another site", async () => {
  const { id } = await me.created();
  for (const path of ["/v1/session", "/v1/events", `/v1/events/${id}`, "/v1/events/nothing", "/nowhere", "/readyz"]) {
    const { headers } = await me.call("GET", path);
    expect(headers.get("cache-control"), path).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }
});

test("the caller's request id comes back, and stands in the problem", async () => {
  const headers = { "x-request-id": "a-sane-request-id" };
  const response = await me.call("GET", `/v1/events/${crypto.randomUUID()}`, { headers });
  expect(response.headers.get("x-request-id")).toBe("a-sane-request-id");
  expect(Problem.parse(await response.json())).toMatchObject({ code: "not-found", requestId: "a-sane-request-id" });
});

test("a body that is not JSON is refused, as is one of another type", async () => {
  const headers = { "idempotency-key": crypto.randomUUID() };
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
    const body = JSON.stringify(input());
    const response = await me.call("POST", "/v1/events", { body, headers: { ...headers, "content-type": type } });
    expect([type, response.status]).toEqual([type, 415]);
  }
  // Where no body is asked for, a form would do no less.
  const { id } = await me.created();
  const form = { body: "x=1", headers: { "content-type": "application/x-www-form-urlencoded" } };
  expect((await me.call("POST", `/v1/events/${id}/publication`, form)).status).toBe(415);
  for (const body of ["{", "", "[]", "null", '"x"', "[".repeat(100_000)]) {
    const response = await me.call("POST", "/v1/events", { body, headers });
    expect([body.slice(0, 10), response.status]).toEqual([body.slice(0, 10), 400]);
  }
});

test("a body over the limit is refused unread, whether or not it says its length", async () => {
  const body = JSON.stringify(input({ description: "x".repeat(600_000) }));
  const headers = { "idempotency-key": crypto.randomUUID() };
  const said = await me.call("POST", "/v1/events", {
    body,
    headers: { ...headers, "content-length": `${body.length}` },
  });
  expect(said.status).toBe(413);
  const bytes = new TextEncoder().encode(body);
  const stream = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 65_536) controller.enqueue(bytes.slice(at, at + 65_536));
      controller.close();
    },
  });
  const unsaid = await api.send(
    new Request("https://studio.example/v1/events", {
      method: "POST",
      body: stream,
      headers: {
        ...headers,
        cookie: me.cookie,
        origin: "https://studio.example",
        "content-type": "application/json",
      },
    }),
  );
  expect(unsaid.status).toBe(413);
});

test("hostile text is refused with its field's name, or comes back as it was", async () => {
  const refused: [Record<string, unknown>, string][] = [
    [{ name: "x".repeat(10_000) }, "/name"],
    [{ name: "a\u0000b" }, "/name"],
    [{ name: "a\u001bb" }, "/name"],
    [{ name: "a\nb" }, "/name"],
    [{ name: "half \ud83d" }, "/name"],
    [{ name: " " }, "/name"],
    [{ name: "ﷺ".repeat(200) }, "/name"],
    [{ description: "a\u0000b" }, "/description"],
    [{ description: "half \udc00" }, "/description"],
    [{ description: "x".repeat(20_001) }, "/description"],
    [{ tags: ["fine", "a\u0000b"] }, "/tags/1"],
    [{ languages: ["\ud800"] }, "/languages/0"],
    [{ tags: Array(31).fill("x") }, "/tags"],
    [{ lineUp: Array(51).fill("x") }, "/lineUp"],
    [{ lineUp: ["Ada", "a\nb"] }, "/lineUp/1"],
    [{ access: "x".repeat(5001) }, "/access"],
    [{ genre: "Jazz & Blues" }, "/genre"],
    [{ currency: "XXX-" }, "/currency"],
    [{ currency: "QQQ" }, "/currency"],
    [{ url: "javascript:alert(1)" }, "/url"],
    [{ url: "http:example.test" }, "/url"],
    [{ url: "https://example.test/\u0000" }, "/url"],
    [{ ticketTypes: [{ name: "x", price: -1 }] }, "/ticketTypes/0/price"],
    [{ ticketTypes: [{ name: "x", price: 1.5 }] }, "/ticketTypes/0/price"],
    [{ ticketTypes: [{ name: "x", price: 1e300 }] }, "/ticketTypes/0/price"],
    [{ ticketTypes: [{ name: "a\u0000b", price: 1 }] }, "/ticketTypes/0/name"],
    [{ performances: Array(201).fill(performance()) }, "/performances"],
    [{ performances: [performance({ where: { ...warsaw, city: "ﷺ".repeat(100) } })] }, "/performances/0/where/city"],
    [{ performances: [performance({ where: { ...warsaw, city: "a\u0000" } })] }, "/performances/0/where/city"],
    [{ performances: [performance({ where: { ...warsaw, zone: "a\u0000" } })] }, "/performances/0/where/zone"],
    [{ performances: [performance({ where: { ...warsaw, country: "ß" } })] }, "/performances/0/where/country"],
  ];
  for (const [more, pointer] of refused) {
    const response = await me.create(input(more));
    expect([pointer, response.status]).toEqual([pointer, 400]);
    expect(await pointers(response)).toEqual([pointer]);
  }
  for (const name of [
    "<img src=x onerror=alert(1)>",
    "\u202Egnirts",
    "'; DROP TABLE events; --",
    "ﷺ",
    "💥",
    "$1 {} \\",
  ]) {
    expect((await me.read((await me.created({ name, description: `${name}\n\t`.repeat(50) })).id)).name).toBe(name);
  }
});

test("a list in full, of 200 performances and 50 ticket types, is taken", async () => {
  const performances = Array.from({ length: 200 }, (_, n) => performance({ time: null, date: day(n) }));
  const ticketTypes = Array.from({ length: 50 }, (_, n) => ({ name: `Type ${n}`, price: n }));
  const event = await me.created({ performances, ticketTypes, description: "ż".repeat(20_000) });
  expect([event.performances.length, event.ticketTypes.length]).toEqual([200, 50]);
});

test("the API describes itself to machines and to people", async () => {
  const { paths, openapi } = await (await api.call("GET", "/openapi.json")).json<{ paths: object; openapi: string }>();
  expect(openapi).toBe("3.1.0");
  expect(
    Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`)),
  ).toEqual(
    expect.arrayContaining([
      "post /v1/session",
      "get /v1/session",
      "delete /v1/session",
      "post /v1/events",
      "get /v1/events",
      "get /v1/events/{id}",
      "patch /v1/events/{id}",
      "post /v1/events/{id}/publication",
      "get /healthz",
      "get /readyz",
    ]),
  );
  const docs = await (await api.call("GET", "/docs")).text();
  for (const word of ["PATCH", "/v1/events/{id}/publication", "idempotency-key", "if-match", "EventInput"]) {
    expect(docs).toContain(word);
  }
  expect(docs).not.toContain("<script");
});

const day = (n: number) => new Date(Date.UTC(2031, 0, 1 + n)).toISOString().slice(0, 10);

interface Document {
  readonly paths: Record<string, Record<string, { readonly requestBody?: unknown }>>;
  readonly components: { readonly schemas: Record<string, unknown> };
}

test("every field of a request body is known: other fields are refused, in the schema too", async () => {
  const { paths, components } = await (await api.call("GET", "/openapi.json")).json<Document>();
  const open: string[] = [];
  const look = (node: unknown, where: string): void => {
    if (typeof node !== "object" || node === null) return;
    const schema: Record<string, unknown> = { ...node };
    if (typeof schema.$ref === "string") look(components.schemas[schema.$ref.split("/").at(-1) ?? ""], where);
    if (schema.properties !== undefined && schema.additionalProperties !== false) open.push(where);
    for (const [name, value] of Object.entries(schema)) look(value, `${where}/${name}`);
  };
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, { requestBody }] of Object.entries(item)) look(requestBody, `${method} ${path}`);
  }
  expect(open).toEqual([]);
});

test("an unknown field in a change is refused and named, and nothing is changed", async () => {
  const event = await me.created();
  const wrong = await me.call("PATCH", `/v1/events/${event.id}`, {
    body: { name: "Renamed", onSale: true, sales: { zone: "UTC", opensAt: "now" } },
    headers: { "if-match": `"${event.version}"` },
  });
  expect([wrong.status, await pointers(wrong)]).toEqual([400, ["/sales/opensAt", "/onSale"]]);
  expect((await me.read(event.id)).name).toBe(event.name);
});
