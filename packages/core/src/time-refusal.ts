import type { TimeRefusal } from "./performance-time.ts";

/** What is wrong with a local time: which of its fields, and in words, with the choices where there are some. */
export interface TimeFault {
  readonly field: "zone" | "date" | "time" | "fold" | "endDate" | "durationMinutes";
  readonly detail: string;
}

/** A refusal of `placeInTime` in words for whoever typed the time. */
export function timeFault(
  refusal: TimeRefusal,
  { time, zone }: { readonly time: string | null; readonly zone: string },
): TimeFault {
  switch (refusal.refused) {
    case "unknown-zone":
      return { field: "zone", detail: "is no time zone of the IANA registry" };
    case "invalid-date":
      return { field: "date", detail: "is not on the calendar" };
    case "invalid-time":
      return { field: "time", detail: "is not on the clock" };
    case "invalid-duration":
      return { field: "durationMinutes", detail: "is not between a minute and a fortnight" };
    case "ends-before-start":
      return { field: "endDate", detail: "is before date" };
    case "missing": {
      const near = refusal.choices.map(({ local }) => local).join(" or ");
      const detail = `does not exist in ${zone}, where the clocks skip it: it could be ${near}`;
      return { field: time === null ? "date" : "time", detail };
    }
    case "ambiguous": {
      const choices = refusal.choices.map((choice) => `"${choice.fold}" is ${choice.local}`).join(", ");
      return { field: "fold", detail: `is needed: the clocks of ${zone} show this time twice (${choices})` };
    }
  }
}
