import {
  STUCK,
  type SweepOptions,
  sweepCancelledEvents,
  sweepCancelledPerformances,
  sweepOrders,
  sweepOrphans,
  sweepPayments,
  sweepRefunds,
  type Tally,
  THROTTLED,
} from "@liveotter/core/box-office/sweep";
import { type Instant, instant } from "@liveotter/core/instant";
import { endLease, takeLease } from "@liveotter/database/jobs/lease";
import { unbalanced } from "@liveotter/database/orders/unbalanced";
import type { Deps } from "./deps.ts";

/**
 * How long one invocation begins new work. With one last answer of a provider, which takes 8 s at most, it ends before the
 * platform does that. The next invocation follows at once while there is more to do.
 */
const BUDGET_MS = 20_000;
/** What comes before refunds leaves them half of that: ending thousands of orders delays no refund. */
const BEFORE_REFUNDS_MS = 10_000;
/** Longer than a sweep takes, so that it runs out only when its holder is dead. */
const LEASE_SECONDS = 45;
const BATCH = 100;
/** What is claimed waits a minute when the time is up, so few refunds are claimed at once. */
const REFUNDS = 12;
/**
 * Requests at a provider, which never has more of ours in flight: one sweep runs at a time. Three of the six connections
 * of an invocation; mail is sent beside it.
 */
const AT_ONCE = 3;

/**
 * Ends due orders, settles what providers did not tell, and pays back. One at a time, however many are woken. Never
 * rejects: the next minute does what is left.
 */
export async function sweepBoxOffice(deps: Deps): Promise<void> {
  const { db, boxOffice, log } = deps;
  try {
    const lease = await takeLease(db, "box-office", LEASE_SECONDS);
    if (lease === null) return;
    let moved = false;
    try {
      const startedAt = deps.now();
      const onFailure = (error: unknown) => log.warn("not swept", { error: nameOf(error), code: codeOf(error) });
      const options: SweepOptions = {
        until: instant(startedAt + BEFORE_REFUNDS_MS),
        batch: BATCH,
        atOnce: AT_ONCE,
        onFailure,
        sleep,
      };
      const { office, work } = boxOffice;
      const sweeps = {
        orders: () => sweepOrders(office, null, options),
        payments: () => sweepPayments(office, work, options),
        "cancelled-events": () => sweepCancelledEvents(office, work, options),
        "cancelled-performances": () => sweepCancelledPerformances(office, work, options),
        refunds: () =>
          sweepRefunds(office, work, { ...options, until: instant(startedAt + BUDGET_MS), batch: REFUNDS }),
        orphans: () =>
          sweepOrphans(office, work, { ...options, until: instant(startedAt + BUDGET_MS), batch: REFUNDS }),
      };
      for (const [name, sweep] of Object.entries(sweeps)) {
        const tally = await sweep().catch((error: unknown) => {
          onFailure(error);
          return new Map([["error", 1]]);
        });
        moved = tell(deps, name, tally) || moved;
      }
    } finally {
      await endLease(db, lease, 0);
    }
    // For what is left and for the mails that this led to; after the lease, which would turn the next sweep away.
    if (moved) await deps.wake();
  } catch (error) {
    log.warn("box office not swept", { error: nameOf(error) });
  }
}

const WORRYING = ["unknown", "error", "failed", "unfunded", THROTTLED];
/** Outcomes after which everything is as it was. */
const STILL = [...STUCK, "unfunded", THROTTLED];

/** Whether anything moved. */
function tell({ metrics, log }: Deps, sweep: string, tally: Tally): boolean {
  for (const [outcome, count] of tally) {
    metrics.count("box_office_swept_total", { sweep, outcome }, count);
    const write = WORRYING.includes(outcome) ? log.warn : log.info;
    write("box office swept", { consumer: sweep, outcome, count });
  }
  return [...tally.keys()].some((outcome) => !STILL.includes(outcome));
}

/** Looks whether all money adds up, hourly; a person must hear of it when it does not. Never rejects. */
export async function checkBalance({ db, metrics, log }: Deps, scheduledAt: Instant): Promise<void> {
  if (Math.floor(scheduledAt / 60_000) % 60 !== 0) return;
  try {
    const wrong = await unbalanced(db, null);
    metrics.gauge("ledger_unbalanced", {}, wrong.length);
    if (wrong.length > 0) log.error("the ledger does not balance", { count: wrong.length });
  } catch (error) {
    log.warn("balance not checked", { error: nameOf(error) });
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
const codeOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "none";
