import { applyPricePhases } from "@liveotter/database/jobs/apply-price-phases";
import type { Deps } from "./deps.ts";

const BATCH = 500;

/** Gives every event the price that is in force now, and lets the outbox say so. Never rejects: the next minute does it. */
export async function sweepPrices({ db, now, metrics, log }: Deps): Promise<void> {
  try {
    let changed: number;
    do {
      changed = await applyPricePhases(db, now(), BATCH);
      if (changed > 0) metrics.count("price_phases_ended_total", {}, changed);
    } while (changed === BATCH);
  } catch (error) {
    log.warn("prices not swept", { error: error instanceof Error ? error.name : typeof error });
  }
}
