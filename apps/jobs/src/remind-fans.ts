import { remindExpiring } from "@liveotter/database/mail/remind-expiring";
import type { Deps } from "./deps.ts";

/** Reminders in one go; the rest a minute later. */
const LIMIT = 1000;

/** Tells fans whose unpaid order is about to expire. Never rejects: whoever is not told has their order's page. */
export async function remindFans({ db, log, metrics }: Deps): Promise<void> {
  try {
    const reminded = await remindExpiring(db, LIMIT);
    if (reminded > 0) log.info("fans reminded", { count: reminded });
  } catch (error) {
    metrics.count("job_failures_total", { consumer: "reminders" });
    log.warn("fans not reminded", { error: error instanceof Error ? error.name : typeof error });
  }
}
