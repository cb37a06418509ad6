import { expect, test } from "vitest";
import { publicClient } from "./client.ts";

const page = { asOf: "2027-01-01T00:00:00.000Z", source: "database", degraded: false, items: [], nextCursor: null };
const answering = (body: unknown, status = 200) => {
  const seen: Request[] = [];
  const client = publicClient(async (request) => {
    seen.push(request);
    return Response.json(body, { status, headers: { etag: '"a"' } });
  }, "https://api.example");
  return { client, seen };
};

test("an answer is parsed and comes with its headers", async () => {
  const { client } = answering(page);
  const result = await client.listEvents();
  expect(result).toMatchObject({ ok: true, data: page });
  expect(result.ok && result.headers.get("etag")).toBe('"a"');
});

test("parameters are sorted, and absent ones are left out", async () => {
  const { client, seen } = answering(page);
  await client.listEvents({ online: true, city: "Łódź & more", from: undefined });
  expect(seen[0]?.url).toBe("https://api.example/v1/events?city=%C5%81%C3%B3d%C5%BA+%26+more&online=true");
});

test("a slug cannot leave its place in the path", async () => {
  const { client, seen } = answering(page);
  await client.readEvent("../facets?x=1");
  expect(seen[0]?.url).toBe("https://api.example/v1/events/..%2Ffacets%3Fx%3D1");
});

test("headers given with a call are sent on", async () => {
  const { client, seen } = answering(page);
  await client.suggest({ q: "a" }, { headers: { "x-request-id": "abc" } });
  expect(seen[0]?.headers.get("x-request-id")).toBe("abc");
});

test("a write carries its key and body, and what opens the order; an answer without a body is null", async () => {
  const seen: Request[] = [];
  const client = publicClient(async (request) => {
    seen.push(request);
    return new Response(null, { status: 204 });
  }, "https://api.example");
  const line = { ticketTypeId: "a", quantity: 2 };
  await client.placeHold({ eventId: "e", lines: [line] }, { key: "key-1" });
  await client.cancelOrder("o/1", { key: "key-2", bearer: "opens" });
  expect(await client.releaseHold("h")).toMatchObject({ ok: true, data: null });
  const [hold, cancellation, release] = seen;
  expect(await hold?.json()).toEqual({ eventId: "e", lines: [line] });
  expect(hold?.headers.get("content-type")).toBe("application/json");
  expect([hold, cancellation, release].map((one) => one && [one.method, one.headers.get("idempotency-key")])).toEqual([
    ...[
      ["POST", "key-1"],
      ["POST", "key-2"],
      ["DELETE", null],
    ],
  ]);
  expect(cancellation?.url).toBe("https://api.example/v1/orders/o%2F1/cancellation");
  expect([cancellation?.headers.get("authorization"), cancellation?.headers.get("content-type")]).toEqual([
    ...["Bearer opens", null],
  ]);
});

test("a problem is handed over as one", async () => {
  const problem = { type: "about:blank", title: "Not found", status: 404, code: "not-found", requestId: "r" };
  const { client } = answering(problem, 404);
  expect(await client.readVenue("nowhere")).toMatchObject({ ok: false, problem });
});

test("what is not an answer of this API is unreachable, never an exception", async () => {
  const { client } = answering({ surprise: true });
  expect(await client.readFacets()).toMatchObject({ ok: false, problem: null });
  const refused = publicClient(() => Promise.reject(new TypeError("refused")), "https://api.example");
  expect(await refused.listEvents()).toMatchObject({ ok: false, problem: null, unreachable: expect.any(TypeError) });
});

test("a deadline ends the call", async () => {
  const client = publicClient(
    (request) =>
      new Promise((_, reject) => request.signal.addEventListener("abort", () => reject(request.signal.reason))),
    "https://api.example",
  );
  const result = await client.listEvents({}, { signal: AbortSignal.timeout(5) });
  expect(result).toMatchObject({ ok: false, problem: null });
});
