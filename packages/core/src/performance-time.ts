import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "./instant.ts";

/** When a performance is, as a promoter says it: on a calendar and a clock at the place. */
export interface LocalTime {
  /** Local calendar date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Local time, `HH:MM`; `null` when only the date is known. */
  readonly time: string | null;
  /** Local date of the last day, when it is not `date`. */
  readonly endDate: string | null;
  /** IANA zone of the place. */
  readonly zone: string;
  /** How long it lasts; three hours when nobody said. Without meaning for a date without a time. */
  readonly durationMinutes?: number | null;
  /** Which of the two, for a time that the clocks show twice. Ignored for every other time. */
  readonly fold?: Fold | null;
}

export type Fold = "earlier" | "later";

export interface Placed {
  /** The start; for a date without a time, the local day's first instant (not always 00:00). */
  readonly startsAt: Instant;
  /** The end; for a date without a time, or with a last day, the end of that local day. */
  readonly endsAt: Instant;
}

/** Why a local time names no instant. `missing` and `ambiguous` say what could have been meant instead. */
export type TimeRefusal =
  | { readonly refused: "unknown-zone" | "invalid-date" | "invalid-time" | "invalid-duration" | "ends-before-start" }
  /** The clocks skip it: `choices` are the local times just before and just after it with the same distance. */
  | { readonly refused: "missing"; readonly choices: readonly LocalChoice[] }
  /** The clocks show it twice: `choices` in order of time. Say which by `fold`. */
  | { readonly refused: "ambiguous"; readonly choices: readonly LocalChoice[] };

export interface LocalChoice {
  readonly fold: Fold;
  /** With its offset, `2026-10-25T02:30+02:00`. */
  readonly local: string;
  readonly at: Instant;
}

/** What a timed performance lasts when nobody said. */
export const DEFAULT_DURATION_MINUTES = 180;
/** A fortnight: longer things have a last day. */
const MAX_DURATION_MINUTES = 14 * 24 * 60;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/**
 * The instants that a local date and time name, by the zone's rules as this runtime knows them. Never guesses: a time
 * that the clocks skip is refused, one that they show twice needs `fold`.
 */
export function placeInTime(local: LocalTime): Placed | TimeRefusal {
  const zone = canonicalZone(local.zone);
  if (zone === null) return { refused: "unknown-zone" };
  const date = parseDate(local.date);
  const lastDate = local.endDate === null ? date : parseDate(local.endDate);
  if (date === null || lastDate === null) return { refused: "invalid-date" };
  if (Temporal.PlainDate.compare(lastDate, date) < 0) return { refused: "ends-before-start" };
  const minutes = local.durationMinutes ?? DEFAULT_DURATION_MINUTES;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_DURATION_MINUTES)
    return { refused: "invalid-duration" };

  const lastDayEnds = firstInstant(lastDate.add({ days: 1 }), zone).epochMilliseconds;
  if (local.time === null) {
    const starts = firstInstant(date, zone);
    // A whole day can be skipped: Samoa had no 30 December 2011.
    if (!starts.toPlainDate().equals(date)) return { refused: "missing", choices: [choice("later", starts)] };
    return { startsAt: instant(starts.epochMilliseconds), endsAt: instant(lastDayEnds) };
  }

  if (!TIME.test(local.time)) return { refused: "invalid-time" };
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(local.time));
  const starts = resolve(wall, zone, local.fold ?? null);
  if ("refused" in starts) return starts;
  const ends = starts.at + minutes * 60_000;
  return {
    startsAt: starts.at,
    endsAt: instant(local.endDate === null ? ends : Math.max(ends, lastDayEnds)),
  };
}

/**
 * Which of two equal local times `startsAt` is, or `null` when the clocks show it once. What a form must send back so
 * that saving it again does not move the performance.
 */
export function foldOf(local: { date: string; time: string | null; zone: string; startsAt: Instant }): Fold | null {
  if (local.time === null) return null;
  const placed = placeInTime({ ...local, endDate: null, fold: null });
  if (!("refused" in placed) || placed.refused !== "ambiguous") return null;
  return placed.choices.find((each) => each.at === local.startsAt)?.fold ?? null;
}

/** What the clocks in `zone` show at a moment, and which of the two when they show it twice: `placeInTime` backwards. */
export function localTimeOf(at: Instant, zone: string): { date: string; time: string; fold: Fold | null } {
  const shown = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const date = shown.toPlainDate().toString();
  const time = shown.toPlainTime().toString({ smallestUnit: "minute" });
  return { date, time, fold: foldOf({ date, time, zone, startsAt: at }) };
}

/** The local calendar date so many days later, or `null` where the calendar of this format ends. */
export function shiftDate(date: string, days: number): string | null {
  const shifted = parseDate(date)?.add({ days }).toString() ?? null;
  return shifted !== null && DATE.test(shifted) ? shifted : null;
}

/** The last millisecond of a local day, also of one that is shorter or longer than 24 hours; `null` for no date. */
export function endOfLocalDay(date: string, zone: string): Instant | null {
  const day = parseDate(date);
  return day === null ? null : instant(firstInstant(day.add({ days: 1 }), zone).epochMilliseconds - 1);
}

/** Whether the clocks in `zone` are changed on that local day. */
export function clocksChangeOn(date: string, zone: string): boolean {
  const day = parseDate(date);
  return day !== null && firstInstant(day, zone).hoursInDay !== 24;
}

/** `text` as the IANA zone it names, in the registry's spelling, or `null`. Offsets ("+02:00") are no zones. */
export function canonicalZone(text: string): string | null {
  if (!/^[A-Za-z]/.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function resolve(wall: Temporal.PlainDateTime, zone: string, fold: Fold | null): { at: Instant } | TimeRefusal {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(zone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { at: instant(earlier.epochMilliseconds) };
  const choices = [choice("earlier", earlier), choice("later", later)];
  if (!earlier.toPlainDateTime().equals(wall)) return { refused: "missing", choices };
  if (fold === null) return { refused: "ambiguous", choices };
  return { at: instant((fold === "earlier" ? earlier : later).epochMilliseconds) };
}

function choice(fold: Fold, at: Temporal.ZonedDateTime): LocalChoice {
  const local = at.toString({ timeZoneName: "never", smallestUnit: "minute" });
  return { fold, local, at: instant(at.epochMilliseconds) };
}

/** The day's first instant, which is 01:00 where the clocks skip midnight. */
const firstInstant = (date: Temporal.PlainDate, zone: string) => date.toZonedDateTime(zone);

function parseDate(text: string): Temporal.PlainDate | null {
  if (!DATE.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
