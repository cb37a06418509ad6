import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Locale } from "../words/locale.ts";
import { oncePer } from "./once-per.ts";

/**
 * Dates are shown as they stand on the poster: the venue's own calendar date and clock time, which the catalogue
 * carries as strings. Formatting them as UTC keeps every other zone out of it.
 */
const atNoonUtc = (date: string): Date => new Date(`${date}T12:00:00Z`);

/** Formatters of UTC's calendar, by the locale's tag. */
const inUtc = (options: Intl.DateTimeFormatOptions) =>
  oncePer((tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone: "UTC" }));
const day = inUtc({ weekday: "short", day: "numeric", month: "short", year: "numeric" });
const dayMonth = inUtc({ day: "numeric", month: "short" });
const dayMonthYear = inUtc({ day: "numeric", month: "short", year: "numeric" });
const monthName = inUtc({ month: "long" });
const clock = inUtc({ hour: "2-digit", minute: "2-digit" });

/** `Sat, 14 Nov 2026`, or `14–16 Nov 2026` when it lasts several days. */
export function formatDates({ tag }: Locale, { date, endDate }: Pick<PerformanceReply, "date" | "endDate">): string {
  if (endDate === null || endDate === date) return day(tag).format(atNoonUtc(date));
  return dayMonthYear(tag).formatRange(atNoonUtc(date), atNoonUtc(endDate)).replace(/\s–\s/g, "–");
}

/** `14 Nov 2026`, for the labels of filters. */
export const formatDay = ({ tag }: Locale, date: string): string => dayMonthYear(tag).format(atNoonUtc(date));

/** The value of `<time datetime>`: the date alone while the time is not known, else the instant. */
export const machineTime = (performance: Pick<PerformanceReply, "date" | "time" | "startsAt">): string =>
  performance.time === null ? performance.date : performance.startsAt;

/** The zone's short name at that instant (`CET`, `GMT-5`), so that a time on a page says whose time it is. */
export function zoneName({ tag }: Locale, iso: string, zone: string): string {
  const [region = ""] = zone.split("/");
  const best = tag.startsWith("en") ? (NAMES_ZONES_BEST[region] ?? tag) : tag;
  return zonePart(shortName(best)(zone), iso) ?? zone;
}

/** `2026-11-14`, or `2026-11-14T20:00:00+01:00` where the time is known: local time with the zone's offset. */
export function localIso(performance: Pick<PerformanceReply, "date" | "time" | "startsAt" | "zone">): string {
  if (performance.time === null) return performance.date;
  const offset = zonePart(longOffset(performance.zone), performance.startsAt)?.replace("GMT", "");
  return `${performance.date}T${performance.time}:00${offset === undefined || offset === "" ? "Z" : offset}`;
}

const zonePart = (format: Intl.DateTimeFormat, iso: string): string | undefined =>
  format.formatToParts(new Date(iso)).find(({ type }) => type === "timeZoneName")?.value;

// Zones come from the catalogue: a few hundred.
const shortName = oncePer((tag) =>
  oncePer((timeZone) => new Intl.DateTimeFormat(tag, { timeZone, timeZoneName: "short" })),
);
const longOffset = oncePer((timeZone) => new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset" }));

/** Each English knows the short names of its own zones alone: CST, AEDT, CET. */
const NAMES_ZONES_BEST: Readonly<Record<string, string>> = { America: "en-US", Australia: "en-AU", Pacific: "en-AU" };

/** `12:03 UTC`, with the date in front when that is not today's. */
export function formatAsOf({ tag }: Locale, iso: string, now: number): string {
  const at = new Date(iso);
  const sameDay = at.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${sameDay ? "" : `${dayMonth(tag).format(at)}, `}${clock(tag).format(at)} UTC`;
}

/** A choice of dates that people ask for, as local dates, both inclusive. */
export interface DateChoice {
  readonly label: string;
  /** `2027-01` where it is a month, whose name comes with the language. */
  readonly month?: string;
  readonly from: string;
  readonly to: string;
}

const DAY = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** What is left of this weekend, as local dates, both inclusive; today is UTC's. */
export function weekend(now: number): Pick<DateChoice, "from" | "to"> {
  const weekday = new Date(now).getUTCDay(); // 0 is Sunday
  const saturday = weekday === 0 || weekday === 6 ? now : now + (6 - weekday) * DAY;
  const sunday = weekday === 0 ? now : now + (7 - weekday) * DAY;
  return { from: dateOf(saturday), to: dateOf(sunday) };
}

/** Today, this weekend (what is left of it), the next 7 days, this month and the two after it; today is UTC's. */
export function dateChoices({ tag, words: { format } }: Locale, now: number): DateChoice[] {
  const today = new Date(now);
  const monthStart = (ahead: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + ahead, 1);
  const months = [1, 2].map((ahead) => ({
    label: monthName(tag).format(monthStart(ahead)),
    month: dateOf(monthStart(ahead)).slice(0, 7),
    from: dateOf(monthStart(ahead)),
    to: dateOf(monthStart(ahead + 1) - DAY),
  }));
  return [
    { label: format.today, from: dateOf(now), to: dateOf(now) },
    { label: format.thisWeekend, ...weekend(now) },
    { label: format.nextDays(7), from: dateOf(now), to: dateOf(now + 6 * DAY) },
    { label: format.thisMonth, from: dateOf(now), to: dateOf(monthStart(1) - DAY) },
    ...months,
  ];
}
