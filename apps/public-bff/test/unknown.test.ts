import { Availability } from "@liveotter/contracts/public/sale";
import type { QuotaId } from "@liveotter/core/ids";
import { NOT_READ } from "@liveotter/core/inventory/inventory";
import { newId } from "@liveotter/database/new-id";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { ShardBusyError } from "../src/box-office/shards.ts";
import { faults, newIsolate } from "./api.ts";
import { owner } from "./catalogue.ts";
import { meddledIsolate } from "./meddled-isolate.ts";
import { clientOf, fanOf, good, line, newKey, refused, type SoldEvent, selling, told } from "./selling.ts";

const addressOf = (event: SoldEvent, night = 0) => `/v1/performances/${event.performances[night]}/availability`;
const postgresAway = () => faults.put("postgres", { mode: "refuse", role: "liveotter_public" });

afterEach(() => faults.clear());

/** An isolate with a copy of the event's sale, which no shard was asked for. */
async function knowing(event: SoldEvent, options: { clock?: { offset: number } } = {}) {
  const api = newIsolate({ noEdge: true, without: ["METRICS", "UPSTASH_REDIS_REST_URL"], ...options });
  const unknown = await clientOf(api).readAvailability(event.performances[0] ?? "", { code: "no-such-code" });
  expect(refused(unknown)).toMatchObject({ code: "code-refused" });
  return api;
}

test("scenario 64: a shard that has never read Postgres is busy, never sold out, for those who look and those who buy", async () => {
  const event = await selling();
  const api = await knowing(event);
  await postgresAway();
  const looked = await api.get(addressOf(event));
  expect([looked.status, looked.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(await looked.json()).toMatchObject({ code: "busy" });
  const held = await fanOf(clientOf(api)).hold(event, [line(event, 1)]);
  expect(refused(held)).toMatchObject({ status: 503, code: "busy" });

  await faults.clear();
  await expect.poll(async () => (await api.get(addressOf(event))).status, { timeout: 5000 }).toBe(200);
  expect(Availability.parse(await api.json(addressOf(event)))).toMatchObject({
    state: "on-sale",
    ticketTypes: [{ left: 10, state: "on-sale" }],
  });
  await expect.poll(async () => (await fanOf(clientOf(api)).hold(event, [line(event, 1)])).ok).toBe(true);
});

test("scenario 64: while a shard is busy an older copy is shown as what it is, and after a minute nothing is", async () => {
  const event = await selling();
  const [clock, shard] = [{ offset: 0 }, { busy: false }];
  const api = meddledIsolate(
    async ({ method, when }) => {
      if (shard.busy && method === "summary" && when === "before") throw new ShardBusyError(NOT_READ);
    },
    { clock, noEdge: true, without: ["METRICS", "UPSTASH_REDIS_REST_URL"] },
  );
  expect(await api.json(addressOf(event))).toMatchObject({ degraded: false, state: "on-sale" });
  shard.busy = true;
  clock.offset = 15_000;
  expect(await api.json(addressOf(event))).toMatchObject({ degraded: true, state: "on-sale" });
  clock.offset = 70_000;
  expect((await api.get(addressOf(event))).status).toBe(503);
});

/** The second ticket type gets a quota of its own, of which its shard is not told. */
async function withNewQuota(): Promise<SoldEvent> {
  const event = await selling({ ticketTypes: [{}, {}], quotas: [{ capacity: 10, types: [0] }] });
  good(await clientOf(newIsolate()).readAvailability(event.performances[0] ?? ""));
  const id = newId<QuotaId>();
  await owner().transaction([
    sql`INSERT INTO quotas (id, promoter_id, event_id, performance_id, name, capacity, position) VALUES (${id}::uuid,
      ${event.promoter.promoterId}::uuid, ${event.id}::uuid, ${event.performances[0]}::uuid, 'New', 4, 1)`,
    sql`INSERT INTO quota_ticket_types (promoter_id, event_id, quota_id, ticket_type_id) VALUES (
      ${event.promoter.promoterId}::uuid, ${event.id}::uuid, ${id}::uuid, ${event.types[1]}::uuid)`,
  ]);
  return { ...event, quotas: [...event.quotas, id] };
}

test("a quota that its shard has not heard of is read when somebody looks", async () => {
  const event = await withNewQuota();
  const seen = good(await clientOf(await knowing(event)).readAvailability(event.performances[0] ?? ""));
  expect(seen.ticketTypes).toMatchObject([{ left: 10 }, { left: 4, state: "on-sale" }]);
});

test("while Postgres is away, a quota that its shard has not heard of is unknown, and a hold of it is busy", async () => {
  const event = await withNewQuota();
  const api = await knowing(event);
  await postgresAway();
  const seen = good(await clientOf(api).readAvailability(event.performances[0] ?? ""));
  expect(seen).toMatchObject({ state: "on-sale", ticketTypes: [{ left: 10 }, { left: null, state: "unknown" }] });
  const fan = fanOf(clientOf(api));
  expect(refused(await fan.hold(event, [line(event, 1, 1)]))).toMatchObject({ status: 503, code: "busy" });
  expect(good(await fan.hold(event, [line(event, 1)])).state).toBe("held");
});

test("tickets of a quota that is gone are changed, not sold out", async () => {
  const event = await withNewQuota();
  const api = await knowing(event);
  await owner().query(sql`DELETE FROM quotas WHERE id = ${event.quotas[1]}::uuid`);
  await told(event, ...event.performances);
  const answer = await clientOf(api).placeHold({ eventId: event.id, lines: [line(event, 1, 1)] }, { key: newKey() });
  expect(refused(answer)).toMatchObject({ status: 409, code: "changed", detail: expect.stringMatching(/./) });
});

test("availability says when it was counted, and calls itself degraded once that is more than twelve seconds ago", async () => {
  const event = await selling();
  const clock = { offset: 0 };
  const api = await knowing(event, { clock });
  const read = async () => Availability.parse(await api.json(addressOf(event)));
  const { asOf } = await read();
  clock.offset = 7000;
  // A copy, renewed behind the answer.
  expect(await read()).toMatchObject({ asOf, degraded: false });
  // The shard's own clock stands still: what it counted has grown old.
  clock.offset = 30_000;
  expect(await read()).toMatchObject({ degraded: true });
});
