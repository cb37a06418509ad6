import type { ShardSummary } from "./shard-api.ts";

/**
 * What is free in a quota. `"unknown"`: nobody has counted it, or nobody who did could be asked. It is a word, so that it
 * cannot be compared with a number, or taken for zero, by accident.
 */
export type Free = number | "unlimited" | "unknown";

/** Looks quotas up in what shards answered; one that none of them knows is unknown. */
export function freeIn(summaries: readonly ShardSummary[]): (quotaId: string) => Free {
  const pools = new Map(
    summaries.flatMap(({ pools }) => pools.map(({ id, left }) => [id, left ?? "unlimited"] as const)),
  );
  return (quotaId) => pools.get(quotaId) ?? "unknown";
}

/** What is free where a ticket takes one of each. One that is empty decides, whatever is unknown of the others. */
export function leastFree(frees: readonly Free[]): Free {
  if (frees.some((free) => typeof free === "number" && free <= 0)) return 0;
  if (frees.includes("unknown")) return "unknown";
  const counted = frees.filter((free) => typeof free === "number");
  return counted.length === 0 ? "unlimited" : Math.min(...counted);
}
