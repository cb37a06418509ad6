import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import { type Instant, instant } from "@liveotter/core/instant";
import { forgetInterests } from "@liveotter/database/interests/forget-interests";
import { forgetOldMail } from "@liveotter/database/mail/forget-old-mail";
import { forgetDone } from "@liveotter/database/outbox/forget-done";
import { outboxDepth } from "@liveotter/database/outbox/outbox-depth";
import { forgetPersons } from "@liveotter/database/persons/forget-persons";
import { forgetKeys } from "@liveotter/database/promoter/forget-keys";
import { readCatalogueVersion } from "@liveotter/database/public/read-catalogue-version";
import { forgetStaleSignIns } from "@liveotter/database/sign-in/forget-stale-sign-ins";
import { withDeadline } from "@liveotter/integrations/deadline";
import { readSearchHealth } from "@liveotter/integrations/search/index-catalogue";
import type { Consumer } from "./consumer.ts";
import type { Deps } from "./deps.ts";
import { type DrainClock, drain } from "./drain.ts";
import { workImports } from "./imports/work-imports.ts";
import { outboxOf } from "./outbox.ts";
import { remindFans } from "./remind-fans.ts";
import { checkBalance, sweepBoxOffice } from "./sweep-box-office.ts";
import { sweepPictures } from "./sweep-pictures.ts";
import { sweepPrices } from "./sweep-prices.ts";
import { tellHolders } from "./tell-holders.ts";
import { tellInterested } from "./tell-interested.ts";

/** How long one invocation begins new turns; the last one may run over by its deadline. What is left is the next one's. */
const BUDGET_MS = 20_000;
const KEEP_DONE_DAYS = 7;
/** How long a mail is tried, or waits parked for a person. */
const KEEP_MAIL_DAYS = 7;
/** How long a create may be repeated under its key. */
const KEEP_KEYS_DAYS = 30;
/** Minute of the day (UTC) at which everything is made anew, so that nothing drifts for longer than a day. */
const NIGHTLY_MINUTE = 4 * 60 + 17;
const HEALTH_MS = 3000;

/** Drains the outbox for every consumer. They neither wait for nor hear of one another. Never rejects. */
export async function drainAll(deps: Deps): Promise<void> {
  const untilMs = deps.now() + BUDGET_MS;
  await Promise.all(deps.consumers.map((consumer) => drainOne(consumer, deps, untilMs)));
  await deps.metrics.write();
}

/** Goes on with imports for as long as one invocation may; what is left has us called again. Never rejects. */
export async function importAll(deps: Deps): Promise<void> {
  const { metrics, log } = deps;
  const startedAt = deps.now();
  try {
    const { worked, postponed, failures } = await workImports(deps.imports, startedAt + BUDGET_MS);
    for (const failure of failures) report(deps, "import broke off", "imports", failure);
    if (worked === 0) return;
    metrics.count("imports_worked_total", {}, worked);
    metrics.count("imports_postponed_total", {}, postponed);
    log.info("imports worked at", { count: worked, ms: deps.now() - startedAt });
    // For what is left, and for the news that the imports made.
    await deps.wake();
  } catch (error) {
    report(deps, "imports broke off", "imports", error);
  }
}

/** What the clock asks for each minute: draining, and looking after what no change would. Never rejects. */
export async function runMinute(deps: Deps, scheduledAt: Instant): Promise<void> {
  const nightly = minuteOfDay(scheduledAt) === NIGHTLY_MINUTE;
  // First, so that what they announce goes out with the rest.
  await Promise.all([sweepPrices(deps), remindFans(deps), tellInterested(deps), tellHolders(deps)]);
  const untilMs = deps.now() + BUDGET_MS;
  const each = deps.consumers.map(async (consumer) => {
    await tendOne(consumer, deps, nightly);
    await drainOne(consumer, deps, untilMs);
  });
  const beside = [keepHouse(deps, scheduledAt), checkBalance(deps, scheduledAt), sweepBoxOffice(deps), importAll(deps)];
  await Promise.all([...each, ...beside]);
  await deps.metrics.write();
}

async function drainOne(consumer: Consumer, deps: Deps, untilMs: number): Promise<void> {
  const { db, metrics, log } = deps;
  const startedAt = deps.now();
  try {
    const drained = await drain(consumer, outboxOf(db, consumer), clockOf(deps), untilMs);
    // There may be more than one invocation has time for: a crowd's mail.
    if (deps.now() >= untilMs) await deps.wake();
    for (const [outcome, count] of Object.entries(drained)) {
      if (count === 0) continue;
      metrics.count("outbox_rows_total", { consumer: consumer.name, outcome }, count);
      const write = outcome === "done" ? log.info : log.warn;
      write("outbox drained", { consumer: consumer.name, outcome, count, ms: deps.now() - startedAt });
    }
  } catch (error) {
    report(deps, "drain broke off", consumer.name, error);
  }
}

/** Only while nobody drains it, since both write the same things. */
async function tendOne(consumer: Consumer, deps: Deps, nightly: boolean): Promise<void> {
  const outbox = outboxOf(deps.db, consumer);
  try {
    const lease = await outbox.take();
    if (lease === null) return;
    try {
      const version: CatalogueVersion = await readCatalogueVersion(deps.db);
      await withDeadline((signal) => consumer.tend(version, nightly, signal), consumer.deadlineMs);
    } finally {
      await outbox.end(lease, 0);
    }
  } catch (error) {
    report(deps, "consumer not tended", consumer.name, error);
  }
}

/** Signals that warn before anybody feels something, and old rows. */
async function keepHouse({ db, metrics, log, search, media, now }: Deps, scheduledAt: Instant): Promise<void> {
  const searchHealth = async () => {
    if (search === null) return;
    const since = instant(scheduledAt - 10 * 60_000);
    const health = await withDeadline((signal) => readSearchHealth(search, since, signal), HEALTH_MS);
    for (const [name, value] of Object.entries(health)) metrics.gauge("search_index", { signal: name }, value);
  };
  const depth = async () => {
    for (const { consumer, waiting, parked, oldestSeconds } of await outboxDepth(db)) {
      metrics.gauge("outbox_waiting", { consumer }, waiting);
      metrics.gauge("outbox_parked", { consumer }, parked);
      metrics.gauge("outbox_oldest_seconds", { consumer }, oldestSeconds);
    }
  };
  const chores = [
    forgetDone(db, KEEP_DONE_DAYS),
    forgetKeys(db, KEEP_KEYS_DAYS),
    forgetOldMail(db, KEEP_MAIL_DAYS),
    sweepPictures(db, media),
    forgetStaleSignIns(db, KEEP_KEYS_DAYS),
    forgetPersons(db),
    forgetInterests(db, now()),
    depth(),
    searchHealth(),
  ];
  for (const result of await Promise.allSettled(chores)) {
    if (result.status === "rejected")
      log.warn("housekeeping failed", { error: nameOf(result.reason), ms: now() - scheduledAt });
  }
}

function report({ log, metrics }: Deps, what: string, consumer: string, error: unknown): void {
  metrics.count("job_failures_total", { consumer });
  log.warn(what, { consumer, error: nameOf(error) });
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
const minuteOfDay = (at: Instant): number => Math.floor(at / 60_000) % (24 * 60);

const clockOf = ({ now }: Deps): DrainClock => ({
  now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});
