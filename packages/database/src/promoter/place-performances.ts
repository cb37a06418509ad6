import { asId, type PerformanceId, type VenueId } from "@liveotter/core/ids";
import { canonicalZone, type Fold, placeInTime } from "@liveotter/core/performance-time";
import { timeFault } from "@liveotter/core/time-refusal";
import type { PerformanceDraft, PlaceDraft } from "./event-draft.ts";
import type { KnownVenue } from "./read-venues-by-id.ts";

/** What is wrong, and where: an RFC 6901 pointer into what was sent. */
export type FieldErrors = { pointer: string; detail: string }[];

/** A performance as somebody typed it. */
export interface PerformanceLine {
  /** The one that this line stands for; absent, a new one. */
  readonly id?: string | undefined;
  readonly date: string;
  readonly time?: string | null | undefined;
  readonly endDate?: string | null | undefined;
  readonly durationMinutes?: number | null | undefined;
  readonly fold?: Fold | null | undefined;
  readonly online?: boolean | undefined;
  readonly where: Where;
}

type Where =
  | { readonly kind: "venue"; readonly venueId: string }
  | ({ readonly kind: "new-venue"; readonly name: string; readonly street?: string | undefined } & Spot)
  | ({ readonly kind: "place" } & Spot)
  | { readonly kind: "online"; readonly zone: string };

interface Spot {
  readonly city: string;
  readonly country: string;
  readonly zone: string;
  readonly lat?: number | undefined;
  readonly lon?: number | undefined;
}

/** What the database takes: instants from 1970 to the end of 9998, and at most 400 days from beginning to end. */
const FIRST_AT = 0;
const LAST_AT = Date.UTC(9999, 0, 1);
const LONGEST_MS = 400 * 24 * 60 * 60 * 1000;

/** What is wrong with one performance; `field` is the rest of its pointer. */
interface Refusal {
  readonly field: string;
  readonly detail: string;
}

/**
 * Performances as they are stored, each placed in time by its venue's zone or its own; or every reason why not, each
 * pointing at the field to change; without any, one draft for each line. `venues` are those known of the ones named; `own`, the ids that may be kept.
 */
export function placePerformances(
  inputs: readonly PerformanceLine[],
  venues: readonly KnownVenue[],
  own: ReadonlySet<string>,
): { drafts: PerformanceDraft[]; errors: FieldErrors } {
  const drafts: PerformanceDraft[] = [];
  const errors: FieldErrors = [];
  const keepable = new Set(own);
  for (const [index, input] of inputs.entries()) {
    const placed = placeOne(input, venues, keepable);
    if ("field" in placed) errors.push({ pointer: `/performances/${index}/${placed.field}`, detail: placed.detail });
    else drafts.push(placed);
    if (input.id !== undefined) keepable.delete(input.id.toLowerCase());
  }
  return { drafts, errors };
}

function placeOne(
  { id: given, date, time = null, endDate = null, durationMinutes = null, fold = null, ...input }: PerformanceLine,
  venues: readonly KnownVenue[],
  keepable: ReadonlySet<string>,
): PerformanceDraft | Refusal {
  const id = given === undefined ? undefined : asId<PerformanceId>(given.toLowerCase());
  if (id === null || (id !== undefined && !keepable.has(id))) {
    return { field: "id", detail: "is no performance of this event, or here already" };
  }
  const where = placeOf(input.where);
  const zone = where?.kind === "venue" ? venues.find((venue) => venue.id === where.venueId)?.zone : zoneOf(input.where);
  if (where === null || zone === undefined) return { field: "where/venueId", detail: "is no venue" };
  const placed = placeInTime({ date, time, endDate, zone, durationMinutes, fold });
  if ("refused" in placed) {
    const { field, detail } = timeFault(placed, { time, zone });
    return { field: field === "zone" ? "where/zone" : field, detail };
  }
  const { startsAt, endsAt } = placed;
  if (startsAt < FIRST_AT || endsAt > LAST_AT) return { field: "date", detail: "is not between 1970 and 9998" };
  if (endsAt - startsAt > LONGEST_MS) return { field: "endDate", detail: "is more than 400 days after date" };
  return {
    ...{ id, date, time, where, startsAt, endsAt },
    endDate: endDate === date ? null : endDate,
    zone: canonicalZone(zone) ?? zone,
    online: input.online ?? false,
  };
}

/** The venues that these performances name by id. */
export function venuesNamedIn(inputs: readonly PerformanceLine[]): VenueId[] {
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
