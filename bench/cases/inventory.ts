import type { Stack } from "@liveotter/devstack/stack";
import { interleave, median, rate, ratioOfMedians } from "../compare.ts";
import { load, type Slice } from "../load.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { startWorker } from "../start-workers.ts";
import { stock } from "../stock.ts";

const ROUNDS = sized(9, 2);
const SECONDS = sized(2, 0.5);
const COUNT = 3000;
const IN_FLIGHT = 100;

/**
 * Holds on one shard against calls of an object that does nothing: each in a request of its own, as fans' holds come, and,
 * beside it, many out of one request, where nothing but the calls themselves is measured.
 */
export async function benchInventory({ backing }: Stack, port: number, outDir: string): Promise<void> {
  const { eventId, performanceId, quotaId } = await stock(backing.env, null);
  const worker = await startWorker("shard", {
    ...{ port, outDir, bindings: { ...backing.env, EVENT: eventId, SCOPE: performanceId, QUOTA: quotaId } },
    durableObjects: {
      INVENTORY: { className: "InventoryShard", useSQLite: true },
      NO_OP: { className: "NoOpShard", useSQLite: true },
    },
  });
  const single = (path: string) => (): Promise<Slice> =>
    load(worker.url, { inFlight: IN_FLIGHT, seconds: SECONDS, path: () => path });
  const many = (path: string) => async (): Promise<number> => {
    const startedAt = performance.now();
    const { ok } = await fetch(`${worker.url}${path}?count=${COUNT}&inFlight=${IN_FLIGHT}`);
    if (!ok) throw new Error(`${path} failed`);
    return (COUNT / (performance.now() - startedAt)) * 1000;
  };
  try {
    for (const path of ["/no-op", "/hold"]) await many(path)();
    const [noOp = [], hold = []] = await interleave(ROUNDS, [single("/no-op"), single("/hold")]);
    const ratio = ratioOfMedians(noOp.map(rate), hold.map(rate));
    const errors = [...noOp, ...hold].reduce((sum, slice) => sum + slice.errors, 0);
    const [bareNoOp = [], bareHold = []] = await interleave(ROUNDS, [many("/no-op"), many("/hold")]);
    const perSecond = (rates: readonly number[]) => Math.round(median(rates));
    report({
      name: "holds of one shard / no-op RPC of one object (requests/s)",
      figure: inWords(ratio),
      aim: "0.70",
      holds: ratio.median >= 0.7 && errors === 0,
      detail: { noOp: perSecond(noOp.map(rate)), holds: perSecond(hold.map(rate)), inFlight: IN_FLIGHT, errors },
    });
    report({
      name: "the same, many calls out of one request (calls/s)",
      figure: inWords(ratioOfMedians(bareNoOp, bareHold)),
      detail: { noOp: perSecond(bareNoOp), holds: perSecond(bareHold), inFlight: IN_FLIGHT },
    });
  } finally {
    await worker.stop();
  }
}
