/*
 * What clocks show, by Intl alone: an oracle that knows nothing of Temporal.
 */

/** What a wall clock in `zone` shows at `ms`, by Intl alone: an oracle that knows nothing of Temporal. */
const clocks = new Map<string, Intl.DateTimeFormat>();
export function wallClock(zone: string, ms: number): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    clocks.set(zone, clock);
  }
  const part = Object.fromEntries(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(
    part.year ?? 0,
    (part.month ?? 0) - 1,
    part.day ?? 0,
    part.hour ?? 0,
    part.minute ?? 0,
    part.second ?? 0,
  );
}

/** From a year ago to past the next ten years. */
export const FROM = Date.UTC(new Date().getUTCFullYear() - 1, 0, 1);
export const TO = Date.UTC(new Date().getUTCFullYear() + 11, 0, 1);

/** Shorter than the shortest time between two changes. */
const STEP = 14 * 86_400_000;

/** Every instant at which the clocks in `zone` show `wall`: tried with each offset in force in the days around it. */
export function instantsShowing(zone: string, wall: number): number[] {
  const offsets = [-30, -6, 0, 6, 30].map((hours) => {
    const near = wall + hours * 3_600_000;
    return wallClock(zone, near) - near;
  });
  const tried = [...new Set(offsets)].map((offset) => wall - offset);
  return tried.filter((ms) => wallClock(zone, ms) === wall).sort((a, b) => a - b);
}

/** Minutes around the changes of clocks of twelve years, found by Intl alone. */
const changes = new Map<string, number[]>();
export function changesOf(zone: string): number[] {
  const known = changes.get(zone);
  if (known !== undefined) return known;
  const offset = (ms: number) => wallClock(zone, ms) - ms;
  const found: number[] = [];
  let next = offset(FROM);
  for (let ms = FROM; ms < TO; ms += STEP) {
    const here = next;
    next = offset(ms + STEP);
    if (here === next) continue;
    let low = ms;
    let high = ms + STEP;
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000;
      if (offset(middle) === here) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  changes.set(zone, found);
  return found;
}
