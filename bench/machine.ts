import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const SAMPLE_MS = 1000;
/** Of all processors' time; a machine that does nothing else stays well below. */
const BUSY_SHARE = 0.1;

/** Whether other work takes part of this machine's processors now, while the bench itself does nothing. */
export async function isBusy(): Promise<boolean> {
  const before = times();
  await sleep(SAMPLE_MS);
  const after = times();
  return (after.working - before.working) / (after.all - before.all) > BUSY_SHARE;
}

function times(): { working: number; all: number } {
  const sums = cpus().map(({ times: { user, nice, sys, idle, irq } }) => ({
    idle,
    all: user + nice + sys + idle + irq,
  }));
  const all = sums.reduce((sum, each) => sum + each.all, 0);
  return { working: all - sums.reduce((sum, { idle }) => sum + idle, 0), all };
}
