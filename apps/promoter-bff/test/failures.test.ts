import { MyEvent } from "@liveotter/contracts/promoter/events";
import { afterEach, expect, test } from "vitest";
import { faults, input, newIsolate } from "./api.ts";
import { newPromoter, traces } from "./promoters.ts";

afterEach(() => faults.clear());

test.each(["refuse", "hang", "error"] as const)(
  "with Postgres in mode %s every route says to come back, in time",
  async (mode) => {
    const me = await newIsolate().signIn();
    const { id, version } = await me.created();
    await faults.put("postgres", { mode });
    const startedAt = Date.now();
    const responses = await Promise.all([
      me.call("GET", "/v1/session"),
      me.call("GET", "/v1/events"),
      me.create(),
      me.change(id, version, { name: "New" }),
      me.publish(id),
    ]);
    expect(Date.now() - startedAt).toBeLessThan(6000);
    for (const response of responses) {
      expect(response.status).toBe(503);
      expect(response.headers.get("retry-after")).toBe("2");
      expect(await response.json()).toMatchObject({ code: "busy" });
    }
    await faults.clear();
    expect(await me.read(id)).toMatchObject({ version, status: "draft" });
  },
);

test.each(["refuse", "hang", "error"] as const)(
  "with Postgres in mode %s signing in says to come back, in time",
  async (mode) => {
    const { email, password } = await newPromoter();
    await faults.put("postgres", { mode });
    const startedAt = Date.now();
    const response = await newIsolate().call("POST", "/v1/session", { body: { email, password } });
    expect(Date.now() - startedAt).toBeLessThan(6000);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
  },
);

test("when the answer to a creation is lost, asking again with its key makes no second event", async () => {
  const me = await newIsolate().signIn();
  const key = crypto.randomUUID();
  await faults.put("postgres", { mode: "drop-response", role: "liveotter_promoter" });
  expect((await me.create(input(), key)).status).toBe(503);
  await faults.clear();
  expect((await me.create(input(), key)).status).toBe(201);
  const list = await (await me.call("GET", "/v1/events")).json<{ items: unknown[] }>();
  expect(list.items).toHaveLength(1);
});

test("when there is no room for more, the rest is turned away at once, and what runs is not disturbed", async () => {
  const me = await newIsolate().signIn();
  await faults.put("postgres", { mode: "slow", latencyMs: 800, role: "liveotter_promoter" });
  const responses = await Promise.all(Array.from({ length: 40 }, () => me.call("GET", "/v1/events")));
  const count = (status: number) => responses.filter((response) => response.status === status).length;
  expect(count(200)).toBeGreaterThanOrEqual(1);
  expect(count(503)).toBeGreaterThanOrEqual(1);
  expect(count(200) + count(503)).toBe(40);
  await faults.clear();
  expect((await me.call("GET", "/v1/events")).status).toBe(200);
});

test("jobs are woken after a change of what is public, and left alone for a draft", async () => {
  const isolate = newIsolate();
  const me = await isolate.signIn();
  const draft = await me.created();
  await me.change(draft.id, draft.version, { name: "Still a draft" });
  expect(isolate.queue.sent).toBe(0);
  const event = MyEvent.parse(await (await me.publish(draft.id)).json());
  expect(isolate.queue.sent).toBe(1);
  await me.change(event.id, event.version, { name: "New" });
  expect(isolate.queue.sent).toBe(2);
  await me.change(event.id, event.version, { name: "Refused" });
  expect(isolate.queue.sent).toBe(2);
});

test.each(["fails", "is not there"])("when the queue %s, what was saved stays saved and announced", async (how) => {
  const isolate = newIsolate({ without: how === "fails" ? ["METRICS"] : ["METRICS", "WAKE"] });
  isolate.queue.fails = true;
  const me = await isolate.signIn();
  const { id } = await me.published();
  expect((await traces(id)).outbox).toHaveLength(3);
});

test("with Redis, search and KV gone nothing is any different", async () => {
  for (const dependency of ["redis", "meilisearch", "kv"] as const) await faults.put(dependency, { mode: "hang" });
  const me = await newIsolate().signIn();
  expect((await me.published()).status).toBe("published");
});

test("/readyz says what was last seen without waiting for it, /healthz only that this worker lives", async () => {
  const isolate = newIsolate();
  expect(await ready(isolate)).toMatchObject({ status: 200, postgres: { state: "unknown", age: null } });
  expect(await ready(isolate)).toMatchObject({ status: 200, postgres: { state: "up", age: 0 } });

  const cut = newIsolate();
  await faults.put("postgres", { mode: "refuse" });
  await cut.call("GET", "/readyz");
  expect(await ready(cut)).toMatchObject({ status: 503, postgres: { state: "down" } });
  expect((await cut.call("GET", "/healthz")).status).toBe(200);
});

test("without a database or a secret the worker starts, and says so", async () => {
  const isolate = newIsolate({ without: ["METRICS", "DATABASE_URL_AUTH", "DATABASE_URL_PROMOTER", "AUTH_SECRET"] });
  expect((await isolate.call("GET", "/healthz")).status).toBe(200);
  const signIn = { body: { email: "a@example.test", password: "x" } };
  expect((await isolate.call("POST", "/v1/session", signIn)).status).toBe(503);
  await isolate.call("GET", "/readyz");
  expect(await ready(isolate)).toMatchObject({ status: 503, postgres: { state: "down" } });
});

async function ready({ call }: ReturnType<typeof newIsolate>) {
  const response = await call("GET", "/readyz");
  const { dependencies } = await response.json<{ dependencies: { postgres: unknown } }>();
  return { status: response.status, postgres: dependencies.postgres };
}
