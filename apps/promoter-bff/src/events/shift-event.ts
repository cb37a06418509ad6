import { type Instant, instant } from "@liveotter/core/instant";
import { foldOf, localTimeOf, type Placed, placeInTime, shiftDate } from "@liveotter/core/performance-time";
import { timeFault } from "@liveotter/core/time-refusal";
import type {
  PerformanceDraft,
  PlaceDraft,
  SalesDraft,
  TicketTypeDraft,
} from "@liveotter/database/promoter/event-draft";
import type { MyEvent, MyPerformance, MyTicketType } from "@liveotter/database/promoter/my-event";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";
import { durationOf } from "./my-event-reply.ts";

/** When an event is and is sold, so many days later by the calendar: what the clocks show stays. */
export interface Shifted {
  readonly performances: readonly PerformanceDraft[];
  readonly sales: SalesDraft;
  readonly ticketTypes: readonly TicketTypeDraft[];
}

/** Moves each local date of an event; what lands on a time that is not, or is twice, is pointed at in the event. */
export function shiftEvent(event: MyEvent, days: number, errors: FieldErrors): Shifted {
  const { sales } = event;
  const moment = (at: Instant | null, pointer: string): Instant | null =>
    at === null ? null : shiftMoment(at, sales.zone, { days, pointer, errors });
  return {
    performances: event.performances.flatMap((performance, index) => {
      const shifted = shiftPerformance(performance, { days, pointer: `/performances/${index}`, errors });
      return shifted === null ? [] : [shifted];
    }),
    sales: {
      ...sales,
      presale: moment(sales.presale, "/sales/presale"),
      onSale: moment(sales.onSale, "/sales/onSale"),
      end: moment(sales.end, "/sales/end"),
    },
    ticketTypes: event.ticketTypes.map((type, index) => shiftType(type, index, moment)),
  };
}

interface Shift {
  readonly days: number;
  readonly pointer: string;
  readonly errors: FieldErrors;
}

function shiftPerformance(performance: MyPerformance, shift: Shift): PerformanceDraft | null {
  const { id, date, time, endDate, zone, online } = performance;
  const last = endDate === null ? null : shiftDate(endDate, shift.days);
  const local = { time, zone, durationMinutes: durationOf(performance) };
  const placed = placeShifted({ ...local, date, endDate: last, fold: foldOf(performance) }, shift);
  if (placed === null) return null;
  return { id, ...placed, time, endDate: last, zone, online, where: whereOf(performance) };
}

function shiftMoment(at: Instant, zone: string, shift: Shift): Instant | null {
  const { date, time, fold } = localTimeOf(at, zone);
  return placeShifted({ date, time, endDate: null, zone, fold }, shift)?.startsAt ?? null;
}

function placeShifted(local: Parameters<typeof placeInTime>[0], { days, pointer, errors }: Shift) {
  const date = shiftDate(local.date, days);
  const placed = date === null ? null : placeInTime({ ...local, date });
  if (placed === null || date === null || ("startsAt" in placed && !isStorable(placed))) {
    errors.push({ pointer: `${pointer}/date`, detail: "would not be between 1970 and 9998" });
    return null;
  }
  if ("refused" in placed) {
    const { field, detail } = timeFault(placed, local);
    errors.push({ pointer: `${pointer}/${field}`, detail: `on ${date} ${detail}` });
    return null;
  }
  return { date, startsAt: placed.startsAt, endsAt: placed.endsAt };
}

const LAST_AT = instant(Date.UTC(9999, 0, 1));
const isStorable = ({ startsAt, endsAt }: Placed) => startsAt >= 0 && endsAt <= LAST_AT;

function whereOf({ place }: MyPerformance): PlaceDraft {
  if (place === null) return { kind: "online" };
  const { venue, city, country, lat, lon } = place;
  return venue === null ? { kind: "place", city, country, lat, lon } : { kind: "venue", venueId: venue.id };
}

const shiftType = (
  { phases, ...type }: MyTicketType,
  index: number,
  moment: (at: Instant, pointer: string) => Instant | null,
): TicketTypeDraft => ({
  ...type,
  phases: phases.flatMap((phase, position) => {
    const until = moment(phase.until, `/ticketTypes/${index}/phases/${position}/until`);
    return until === null ? [] : [{ ...phase, until }];
  }),
});
