/** Set by `scripts/bench.ts` for the process that runs a case. */
const { LIVEOTTER_BENCH_QUICK, LIVEOTTER_BENCH_ORDERS } = process.env;

/** Whether this is a short run, which shows that the cases work and says little about speed. */
const QUICK = LIVEOTTER_BENCH_QUICK === "1";

/** A count or a duration: `full`, or `quick` in a short run. */
export const sized = (full: number, quick: number): number => (QUICK ? quick : full);

/** How many paid orders `cancel` cancels. */
export const CANCELLED_ORDERS = Number(LIVEOTTER_BENCH_ORDERS ?? sized(10_000, 200));
