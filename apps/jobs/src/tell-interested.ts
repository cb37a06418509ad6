import type { EventId } from "@liveotter/core/ids";
import { howManyToTell } from "@liveotter/core/interest/how-many-to-tell";
import { freeIn } from "@liveotter/core/inventory/free-in";
import type { InventoryShards, ShardSummary } from "@liveotter/core/inventory/shard-api";
import { shardName } from "@liveotter/core/inventory/shard-api";
import { scopesOf } from "@liveotter/core/sale/offer";
import { returnsToLookAt } from "@liveotter/database/interests/returns-to-look-at";
import { tellOfOpenings } from "@liveotter/database/interests/tell-of-openings";
import { tellOfReturns } from "@liveotter/database/interests/tell-of-returns";
import { readSale } from "@liveotter/database/sale/read-sale";
import { withDeadline } from "@liveotter/integrations/deadline";
import type { Deps } from "./deps.ts";

/** Written in one statement. What is left is the next one's. */
const BATCH = 1000;
/** A minute's worth: more than mail takes away in one. */
const MOST = 20_000;
/** Events looked at in a minute, so many at once; each costs a few calls of its shards. */
const EVENTS = 40;
const AT_ONCE = 2;
const ANSWER_MS = 2000;

/**
 * Has fans told who asked: that a sale opens, or that there are tickets again. Never rejects: whoever is not told now is
 * told the next minute, and nobody twice.
 */
export async function tellInterested(deps: Deps): Promise<void> {
  for (const tell of [tellWhatOpens, tellWhatIsBack]) {
    try {
      const count = await tell(deps);
      if (count === 0) continue;
      deps.metrics.count("interests_told_total", {}, count);
      deps.log.info("fans told", { count });
    } catch (error) {
      deps.metrics.count("job_failures_total", { consumer: "interests" });
      deps.log.warn("fans not told", { error: error instanceof Error ? error.name : typeof error });
    }
  }
}

async function tellWhatOpens({ db, now }: Deps): Promise<number> {
  let sum = 0;
  for (let told = BATCH; told === BATCH && sum < MOST; sum += told) told = await tellOfOpenings(db, BATCH, now());
  return sum;
}

async function tellWhatIsBack(deps: Deps): Promise<number> {
  const { shards } = deps;
  if (shards === undefined) return 0;
  const left = await returnsToLookAt(deps.db, EVENTS, deps.now());
  let sum = 0;
  const lookAtNext = async (): Promise<void> => {
    for (let eventId = left.shift(); eventId !== undefined; eventId = left.shift())
      sum += await tellOf(deps, shards, eventId);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lookAtNext));
  return sum;
}

/** Postgres does not count carts, so the shards say what is free. What one does not say stays unknown until the next minute. */
async function tellOf({ db, now }: Deps, shards: InventoryShards, eventId: EventId): Promise<number> {
  const sale = await readSale(db, eventId);
  if (sale === null) return 0;
  const scopes = new Set(
    sale.performances.flatMap((performance) => scopesOf(sale, performance, null).map(({ scope }) => scope)),
  );
  const summaries: ShardSummary[] = [];
  for (const scope of scopes) {
    const summary = () => shards.getByName(shardName(eventId, scope)).summary();
    const found = await withDeadline(summary, ANSWER_MS).catch(() => null);
    if (found?.outcome === "counted" && !found.stopped) summaries.push(found);
  }
  const free = freeIn(summaries);
  let sum = 0;
  for (const performance of sale.performances) {
    const many = howManyToTell(sale, performance, free, now());
    if (many > 0) sum += await tellOfReturns(db, { eventId, performanceId: performance.id }, many, now());
  }
  return sum;
}
