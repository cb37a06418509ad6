import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { OutboxId } from "@liveotter/core/ids";
import type { Claim } from "@liveotter/database/outbox/claim-due";
import type { OutboxRow } from "@liveotter/database/outbox/outbox-row";
import { withDeadline } from "@liveotter/integrations/deadline";
import { type Consumer, isOutage, PartlyToldError, RefusedError } from "./consumer.ts";
import type { Outbox } from "./outbox.ts";

/** What became of the rows of one drain. */
export interface Drained {
  done: number;
  /** Its consumer was down: later. */
  postponed: number;
  /** The row's own fault: again, until it is parked. */
  failed: number;
  parked: number;
}

export interface DrainClock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** How often to ask whether the other drainer is done. */
const ASK_EVERY_MS = 200;

/** Who came last of those of this isolate that wait. Whoever waits with them leaves it to them: they look later. */
const lastWaiting = new WeakMap<Consumer, object>();

/**
 * Tells one consumer of what is due, in turns, until nothing is left, it is down, or `untilMs` has come. Whoever drains
 * it already is waited for: they may have looked for the last time just before the change that woke us.
 */
export async function drain(consumer: Consumer, outbox: Outbox, clock: DrainClock, untilMs: number): Promise<Drained> {
  const sum: Drained = { done: 0, postponed: 0, failed: 0, parked: 0 };
  for (;;) {
    const turn = await takeTurn(consumer, outbox, clock, untilMs);
    if (turn === null) return sum;
    for (const outcome of OUTCOMES) sum[outcome] += turn.drained[outcome];
    if (turn.drained.postponed > 0 || !turn.more) return sum;
  }
}

const OUTCOMES = ["done", "postponed", "failed", "parked"] as const;

/** One claim, told, and whether there may be more; `null` when nothing was due or no time was left. */
async function takeTurn(
  consumer: Consumer,
  outbox: Outbox,
  clock: DrainClock,
  untilMs: number,
): Promise<{ drained: Drained; more: boolean } | null> {
  let lease = await outbox.take();
  const self = {};
  if (lease === null) lastWaiting.set(consumer, self);
  while (lease === null) {
    if (clock.now() + ASK_EVERY_MS >= untilMs) return null;
    await clock.sleep(ASK_EVERY_MS);
    if (lastWaiting.get(consumer) !== self) return null;
    lease = await outbox.take();
  }
  let rest = 0;
  try {
    if (clock.now() >= untilMs) return null;
    const claim = await outbox.claim();
    if (claim.rows.length === 0) return null;
    rest = consumer.restSeconds;
    // After the claim, so that the version covers it.
    const drained = await tellAll(consumer, outbox, claim, await outbox.announce());
    // Who takes all at once has taken all; what came since has a drainer of its own, waiting its turn.
    return { drained, more: !consumer.together || claim.rows.length >= consumer.limit };
  } finally {
    await outbox.end(lease, rest);
  }
}

async function tellAll(consumer: Consumer, outbox: Outbox, claim: Claim, version: CatalogueVersion): Promise<Drained> {
  const ids = claim.rows.map(({ id }) => id);
  const none: Drained = { done: 0, postponed: 0, failed: 0, parked: 0 };
  const error = await tell(consumer, claim.rows, version);
  if (error === null) {
    await outbox.complete(claim, ids);
    return { ...none, done: ids.length };
  }
  if (error instanceof PartlyToldError) return settleEach(outbox, claim, error.failures);
  if (isOutage(error)) {
    await outbox.postpone(claim, ids, describe(error));
    return { ...none, postponed: ids.length };
  }
  if (claim.rows.length > 1 && !consumer.together) return tellEach(consumer, outbox, claim, version);
  for (const id of ids) none[await giveBack(outbox, claim, id, error)]++;
  return none;
}

/** Each as it went. */
async function settleEach(outbox: Outbox, claim: Claim, failures: PartlyToldError["failures"]): Promise<Drained> {
  const told = claim.rows.filter((row) => !failures.has(row)).map(({ id }) => id);
  await outbox.complete(claim, told);
  const sum: Drained = { done: told.length, postponed: 0, failed: 0, parked: 0 };
  for (const [{ id }, error] of failures) sum[await giveBack(outbox, claim, id, error)]++;
  return sum;
}

/** What becomes of a row that was not told. */
async function giveBack(
  outbox: Outbox,
  claim: Claim,
  id: OutboxId,
  error: unknown,
): Promise<"postponed" | "failed" | "parked"> {
  if (isOutage(error)) {
    await outbox.postpone(claim, [id], describe(error));
    return "postponed";
  }
  if (error instanceof RefusedError) {
    await outbox.park(claim, id, describe(error));
    return "parked";
  }
  return (await outbox.fail(claim, id, describe(error))) === "parked" ? "parked" : "failed";
}

/** One of them spoilt it for all: each by itself, so that its neighbours get through. */
async function tellEach(consumer: Consumer, outbox: Outbox, claim: Claim, version: CatalogueVersion): Promise<Drained> {
  const sum: Drained = { done: 0, postponed: 0, failed: 0, parked: 0 };
  for (const row of claim.rows) {
    const one = await tellAll(consumer, outbox, { ...claim, rows: [row] }, version);
    for (const outcome of OUTCOMES) sum[outcome] += one[outcome];
  }
  return sum;
}

/** `null`, or what went wrong. */
async function tell(consumer: Consumer, rows: readonly OutboxRow[], version: CatalogueVersion): Promise<unknown> {
  try {
    await withDeadline((signal) => consumer.tell(rows, version, signal), consumer.deadlineMs);
    return null;
  } catch (error) {
    return error ?? new Error("failed without an error");
  }
}

/** For the person who looks at what is parked; never shown to the public. */
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
