import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";

/**
 * Dates are shown as they stand on the poster: the venue's own calendar date and clock time, which the catalogue
 * carries as strings. Formatting them as UTC keeps every other zone out of it.
 */
const atNoonUtc = (date: string): Date => new Date(`${date}T12:00:00Z`);

const day = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const dayMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** `Sat, 14 Nov 2026`, or `14–16 Nov 2026` when it lasts several days. */
export function formatDates(performance: Pick<PerformanceReply, "date" | "endDate">): string {
  const { date, endDate } = performance;
  if (endDate === null || endDate === date) return day.format(atNoonUtc(date));
  return dayMonthYear.formatRange(atNoonUtc(date), atNoonUtc(endDate)).replace(/\s–\s/g, "–");
}

/** `14 Nov 2026`, for the labels of filters. */
export const formatDay = (date: string): string => dayMonthYear.format(atNoonUtc(date));

/** The value of `<time datetime>`: the date alone while the time is not known, else the instant. */
export const machineTime = (performance: Pick<PerformanceReply, "date" | "time" | "startsAt">): string =>
  performance.time === null ? performance.date : performance.startsAt;

/** The zone's short name at that instant (`CET`, `GMT-5`), so that a time on a page says whose time it is. */
export function zoneName(iso: string, zone: string): string {
  return part(iso, zone, "short") ?? zone;
}

/** `2026-11-14`, or `2026-11-14T20:00:00+01:00` where the time is known: local time with the zone's offset. */
export function localIso(performance: Pick<PerformanceReply, "date" | "time" | "startsAt" | "zone">): string {
  if (performance.time === null) return performance.date;
  const offset = part(performance.startsAt, performance.zone, "longOffset")?.replace("GMT", "");
  return `${performance.date}T${performance.time}:00${offset === undefined || offset === "" ? "Z" : offset}`;
}

function part(iso: string, zone: string, timeZoneName: "short" | "longOffset"): string | undefined {
  const key = `${timeZoneName} ${zone}`;
  const [region = ""] = zone.split("/");
  let format = zones.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(NAMES_ZONES_BEST[region] ?? "en-GB", { timeZone: zone, timeZoneName });
    // Zones come from the catalogue, whose zones were checked against the same list when written: a few hundred.
    zones.set(key, format);
  }
  return format.formatToParts(new Date(iso)).find(({ type }) => type === "timeZoneName")?.value;
}

/** Each English knows the short names of its own zones alone: CST, AEDT, CET. */
const NAMES_ZONES_BEST: Readonly<Record<string, string>> = { America: "en-US", Australia: "en-AU", Pacific: "en-AU" };

const zones = new Map<string, Intl.DateTimeFormat>();

/** `12:03 UTC`, with the date in front when that is not today's. */
export function formatAsOf(iso: string, now: number): string {
  const at = new Date(iso);
  const sameDay = at.toISOString().slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${sameDay ? "" : `${dayMonth.format(at)}, `}${clock.format(at)} UTC`;
}

/** A choice of dates that people ask for, as local dates, both inclusive. */
export interface DateChoice {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

const DAY = 86_400_000;
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const monthName = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });

/** Today, this weekend (what is left of it), the next 7 days, this month and the two after it; today is UTC's. */
export function dateChoices(now: number): DateChoice[] {
  const today = new Date(now);
  const weekday = today.getUTCDay(); // 0 is Sunday
  const saturday = weekday === 0 || weekday === 6 ? now : now + (6 - weekday) * DAY;
  const sunday = weekday === 0 ? now : now + (7 - weekday) * DAY;
  const monthStart = (ahead: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + ahead, 1);
  const months = [1, 2].map((ahead) => ({
    label: monthName.format(monthStart(ahead)),
    from: dateOf(monthStart(ahead)),
    to: dateOf(monthStart(ahead + 1) - DAY),
  }));
  return [
    { label: "Today", from: dateOf(now), to: dateOf(now) },
    { label: "This weekend", from: dateOf(saturday), to: dateOf(sunday) },
    { label: "Next 7 days", from: dateOf(now), to: dateOf(now + 6 * DAY) },
    { label: "This month", from: dateOf(now), to: dateOf(monthStart(1) - DAY) },
    ...months,
  ];
}
