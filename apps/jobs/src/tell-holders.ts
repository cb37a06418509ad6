import { announceMoves } from "@liveotter/database/mail/announce-moves";
import type { Deps } from "./deps.ts";

/** Events whose ticket holders are told in one go; the rest a minute later. */
const EVENTS = 3;

/** Tells ticket holders of new dates and places, once they have settled. Never rejects: the next minute does what is left. */
export async function tellHolders({ db, now, log, metrics }: Deps): Promise<void> {
  try {
    const count = await announceMoves(db, EVENTS, now());
    if (count === 0) return;
    metrics.count("holders_told_total", {}, count);
    log.info("ticket holders told", { count });
  } catch (error) {
    metrics.count("job_failures_total", { consumer: "holders" });
    log.warn("ticket holders not told", { error: error instanceof Error ? error.name : typeof error });
  }
}
