import { env } from "cloudflare:workers";
import type { EventId, PerformanceId, TicketTypeId } from "@liveotter/core/ids";
import { makeHoldId } from "@liveotter/core/inventory/hold-id";
import { type InventoryShards, shardName } from "@liveotter/core/inventory/shard-api";
import { beforeAll, expect, test } from "vitest";
import { newPromoter, performance, published, type TestPromoter } from "./catalogue.ts";

let own: TestPromoter;
beforeAll(async () => {
  own = await newPromoter();
});

const shards: InventoryShards = env.INVENTORY;
const random = () => crypto.getRandomValues(new Uint8Array(16));

async function onSale(capacity: number | null) {
  const [first, entry] = [crypto.randomUUID() as PerformanceId, crypto.randomUUID() as TicketTypeId];
  const event = await published(own, {
    performances: [performance(48, { id: first })],
    ticketTypes: [{ id: entry, name: "Entry", price: 1000 }],
    quotas: [{ name: "Hall", capacity, performance: first, ticketTypes: [entry] }],
  });
  return { eventId: event.id, scope: first, shard: shards.getByName(shardName(event.id, first)) };
}

test("it starts", async () => {
  const { shard, eventId, scope } = await onSale(10);
  const summary = await shard.summary();
  expect(summary).toMatchObject({ stopped: false, pools: [{ left: 10, over: 0, held: 0 }] });
  const [pool] = summary.pools;
  const holdId = makeHoldId({ eventId: eventId as EventId, scope }, random());
  expect(
    await shard.hold({ holdId, key: "k", requestHash: "h", doc: "{}", draws: [{ pool: pool?.id ?? "", count: 3 }] }),
  ).toMatchObject({ outcome: "held" });
  expect(await shard.summary()).toMatchObject({ pools: [{ left: 7, held: 3 }] });
});
