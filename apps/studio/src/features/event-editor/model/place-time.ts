import { type Placed, placeInTime, type TimeRefusal } from "@liveotter/core/performance-time";
import type { Fold } from "./event-form.ts";
import type { Path } from "./form-path.ts";
import type { FormProblem } from "./form-problem.ts";

/** A time as it stands in its fields. */
export interface TypedTime {
  readonly date: string;
  /** Empty: only the date. */
  readonly time: string;
  readonly fold: Fold;
  readonly zone: string;
  readonly endDate?: string;
  readonly durationMinutes?: number | null;
}

/** What the server takes: from 1970 to the end of 9998. */
const FIRST_AT = 0;
const LAST_AT = Date.UTC(9999, 0, 1);

/** The instants that typed fields name on the clocks of their zone, or what is wrong with them. */
export function placeTyped(typed: TypedTime): Placed | TimeRefusal {
  const { date, time, fold, zone, endDate = "", durationMinutes = null } = typed;
  return placeInTime({
    ...{ date, fold, zone, durationMinutes },
    time: time === "" ? null : time,
    endDate: endDate === "" ? null : endDate,
  });
}

/** What is wrong with a typed time, at the field of `path` that is to be changed; null when nothing is. */
export function timeProblem(path: Path, typed: TypedTime): FormProblem | null {
  if (typed.date === "") return { path: [...path, "date"], detail: "Needs a date." };
  const placed = placeTyped(typed);
  if (!("refused" in placed)) {
    if (placed.startsAt >= FIRST_AT && placed.endsAt <= LAST_AT) return null;
    return { path: [...path, "date"], detail: "Is not between 1970 and 9998." };
  }
  const at = (field: string, detail: string) => ({ path: [...path, field], detail });
  switch (placed.refused) {
    case "unknown-zone":
      return at("zone", "Is no time zone.");
    case "invalid-date":
      return at("date", "Is not on the calendar.");
    case "invalid-time":
      return at("time", "Is not on the clock: type it as 20:00.");
    case "invalid-duration":
      return at("durationMinutes", "Is not between a minute and a fortnight.");
    case "ends-before-start":
      return at("endDate", "Is before the first day.");
    case "missing": {
      const detail = `Does not exist in ${typed.zone}: the clocks skip it that night.`;
      return { ...at(typed.time === "" ? "date" : "time", detail), time: { ...placed } };
    }
    case "ambiguous":
      return { ...at("time", `The clocks of ${typed.zone} show this time twice. Which one?`), time: { ...placed } };
  }
}
