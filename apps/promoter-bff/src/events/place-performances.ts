import type { Problem } from "@liveotter/contracts/problem";
import type { PerformanceInput } from "@liveotter/contracts/promoter/events";
import { asId, type PerformanceId, type VenueId } from "@liveotter/core/ids";
import { canonicalZone, placeInTime, type TimeRefusal } from "@liveotter/core/performance-time";
import type { PerformanceDraft, PlaceDraft } from "@liveotter/database/promoter/event-draft";
import type { KnownVenue } from "@liveotter/database/promoter/read-venues-by-id";

export type FieldErrors = NonNullable<Problem["errors"]>;
type Where = PerformanceInput["where"];

/** What the database takes: instants from 1970 to the end of 9998, and at most 400 days from beginning to end. */
const FIRST_AT = 0;
const LAST_AT = Date.UTC(9999, 0, 1);
const LONGEST_MS = 400 * 24 * 60 * 60 * 1000;

/**
 * Performances as they are stored, each placed in time by its venue's zone or its own; or every reason why not, each
 * pointing at the field to change. `venues` are those known of the ones named; `own`, the ids that may be kept.
 */
export function placePerformances(
  inputs: readonly PerformanceInput[],
  venues: readonly KnownVenue[],
  own: ReadonlySet<string>,
): { drafts: PerformanceDraft[]; errors: FieldErrors } {
  const drafts: PerformanceDraft[] = [];
  const errors: FieldErrors = [];
  const kept = new Set<string>();
  for (const [index, input] of inputs.entries()) {
    const refuse = (field: string, detail: string) => {
      errors.push({ pointer: `/performances/${index}/${field}`, detail });
    };
    const id = input.id === undefined ? undefined : asId<PerformanceId>(input.id.toLowerCase());
    if (id === null || (id !== undefined && !own.has(id))) {
      refuse("id", "is no performance of this event");
      continue;
    }
    if (id !== undefined && kept.has(id)) {
      refuse("id", "stands for another line already");
      continue;
    }
    if (id !== undefined) kept.add(id);

    const where = placeOf(input.where);
    const zone =
      where?.kind === "venue" ? venues.find((venue) => venue.id === where.venueId)?.zone : zoneOf(input.where);
    if (where === null || zone === undefined) {
      refuse("where/venueId", "is no venue");
      continue;
    }
    const { date, time = null, endDate = null, durationMinutes = null, fold = null } = input;
    const placed = placeInTime({ date, time, endDate, zone, durationMinutes, fold });
    if ("refused" in placed) {
      refuse(...timeRefusal(placed, { time, zone }));
      continue;
    }
    const { startsAt, endsAt } = placed;
    if (startsAt < FIRST_AT || endsAt > LAST_AT) {
      refuse("date", "is not between 1970 and 9998");
      continue;
    }
    if (endsAt - startsAt > LONGEST_MS) {
      refuse("endDate", "is more than 400 days after date");
      continue;
    }
    drafts.push({
      id,
      date,
      time,
      endDate: endDate === date ? null : endDate,
      zone: canonicalZone(zone) ?? zone,
      startsAt,
      endsAt,
      online: input.online ?? where.kind === "online",
      where,
    });
  }
  return { drafts, errors };
}

/** The venues that these performances name by id. */
export function venuesNamedIn(inputs: readonly PerformanceInput[]): VenueId[] {
  const ids = inputs.map(({ where }) => (where.kind === "venue" ? asId<VenueId>(where.venueId.toLowerCase()) : null));
  return [...new Set(ids.filter((id) => id !== null))];
}

const zoneOf = (where: Where): string | undefined => (where.kind === "venue" ? undefined : where.zone);

/** `null` for a venue that cannot be. */
function placeOf(where: Where): PlaceDraft | null {
  switch (where.kind) {
    case "venue": {
      const venueId = asId<VenueId>(where.venueId.toLowerCase());
      return venueId === null ? null : { kind: "venue", venueId };
    }
    case "online":
      return { kind: "online" };
    case "place":
    case "new-venue": {
      const { city, country, lat = null, lon = null } = where;
      if (where.kind === "place") return { kind: "place", city, country, lat, lon };
      return { kind: "new-venue", name: where.name, street: where.street ?? null, city, country, lat, lon };
    }
  }
}

/** Which field to change, and why. */
function timeRefusal(
  refusal: TimeRefusal,
  { time, zone }: { readonly time: string | null; readonly zone: string },
): [field: string, detail: string] {
  switch (refusal.refused) {
    case "unknown-zone":
      return ["where/zone", "is no time zone of the IANA registry"];
    case "invalid-date":
      return ["date", "is not on the calendar"];
    case "invalid-time":
      return ["time", "is not on the clock"];
    case "invalid-duration":
      return ["durationMinutes", "is not between a minute and a fortnight"];
    case "ends-before-start":
      return ["endDate", "is before date"];
    case "missing": {
      const choices = refusal.choices.map(({ local }) => local).join(" or ");
      return [time === null ? "date" : "time", `does not exist in ${zone}, where the clocks skip it; ${choices} does`];
    }
    case "ambiguous": {
      const choices = refusal.choices.map(({ fold, local }) => `"${fold}" is ${local}`).join(", ");
      return ["fold", `is needed, for the clocks of ${zone} show this time twice: ${choices}`];
    }
  }
}
