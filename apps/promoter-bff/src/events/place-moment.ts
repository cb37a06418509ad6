import type { Moment } from "@liveotter/contracts/promoter/events";
import type { Instant } from "@liveotter/core/instant";
import { placeInTime } from "@liveotter/core/performance-time";
import { timeFault } from "@liveotter/core/time-refusal";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";

/** What every other instant of an event keeps to as well. */
const FIRST_AT = 0;
const LAST_AT = Date.UTC(9999, 0, 1);

/** The instant of a time on the clocks of `zone`, or `null` after pointing at what is wrong. A wrong zone is its owner's to report. */
export function placeMoment(
  { date, time, fold = null }: Moment,
  zone: string,
  pointer: string,
  errors: FieldErrors,
): Instant | null {
  const placed = placeInTime({ date, time, endDate: null, zone, fold });
  if ("refused" in placed) {
    const { field, detail } = timeFault(placed, { time, zone });
    if (field !== "zone") errors.push({ pointer: `${pointer}/${field}`, detail });
    return null;
  }
  if (placed.startsAt < FIRST_AT || placed.startsAt > LAST_AT) {
    errors.push({ pointer: `${pointer}/date`, detail: "is not between 1970 and 9998" });
    return null;
  }
  return placed.startsAt;
}
