import type { Stack } from "@liveotter/devstack/stack";
import { Client } from "pg";
import { interleave, median, ratioOfMedians } from "../compare.ts";
import { inWords, report } from "../report.ts";
import { startWorker } from "../start-workers.ts";

const ROUNDS = 9;
const COUNT = 3000;
const IN_FLIGHT = 100;

/** Holds on one shard against calls of an object that does nothing, from the same worker, as fast as each answers. */
export async function benchInventory({ backing }: Stack, port: number, outDir: string): Promise<void> {
  const sold = await unlimitedQuota(backing.env.DATABASE_URL ?? "");
  const worker = await startWorker("shard", {
    ...{ port, outDir, bindings: { ...backing.env, ...sold } },
    durableObjects: {
      INVENTORY: { className: "InventoryShard", useSQLite: true },
      NO_OP: { className: "NoOpShard", useSQLite: true },
    },
  });
  let failed = 0;
  const perSecond =
    (path: string, count = COUNT) =>
    async (): Promise<number> => {
      const startedAt = performance.now();
      const answer = await fetch(`${worker.url}${path}?count=${count}&inFlight=${IN_FLIGHT}`);
      const { failed: some } = (await answer.json()) as { failed: number };
      failed += some;
      return (count / (performance.now() - startedAt)) * 1000;
    };
  try {
    await perSecond("/no-op", 500)();
    await perSecond("/hold", 500)();
    const [noOp = [], hold = []] = await interleave(ROUNDS, [perSecond("/no-op"), perSecond("/hold")]);
    const ratio = ratioOfMedians(noOp, hold);
    report({
      name: "holds of one shard / no-op RPC of one object (calls/s)",
      figure: inWords(ratio),
      aim: "0.70",
      holds: ratio.median >= 0.7 && failed === 0,
      detail: { noOp: Math.round(median(noOp)), holds: Math.round(median(hold)), inFlight: IN_FLIGHT, failed },
    });
  } finally {
    await worker.stop();
  }
}

/** A quota that never runs out, of some performance of the demo's. */
async function unlimitedQuota(url: string): Promise<{ EVENT: string; SCOPE: string; QUOTA: string }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ EVENT: string; SCOPE: string; QUOTA: string }>(
      `INSERT INTO quotas (id, promoter_id, event_id, performance_id, name, capacity, position)
       SELECT gen_random_uuid(), p.promoter_id, p.event_id, p.id, 'Bench', NULL, 99
       FROM performances p JOIN events e ON e.id = p.event_id
       WHERE e.status = 'published' AND p.status = 'scheduled' AND p.starts_at > now() ORDER BY p.id LIMIT 1
       RETURNING event_id AS "EVENT", performance_id AS "SCOPE", id AS "QUOTA"`,
    );
    const [quota] = rows;
    if (quota === undefined) throw new Error("the demo has no performance to sell");
    return quota;
  } finally {
    await client.end();
  }
}
