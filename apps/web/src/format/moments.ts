import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import type { Locale } from "../words/locale.ts";
import { formatDates, zoneName } from "./dates.ts";
import { oncePer } from "./once-per.ts";

/** `Sat, 14 Nov 2026, 10:00 CET`: an instant by the clocks of a place. */
export function formatMoment(locale: Locale, iso: string, zone: string): string {
  return `${moment(locale.tag)(zone).format(new Date(iso))} ${zoneName(locale, iso, zone)}`;
}

/** `10:00 CET` */
export function formatClock(locale: Locale, iso: string, zone: string): string {
  return `${clock(locale.tag)(zone).format(new Date(iso))} ${zoneName(locale, iso, zone)}`;
}

/** `10:00:05 CET` */
export function formatSecond(locale: Locale, iso: string, zone: string): string {
  return `${second(locale.tag)(zone).format(new Date(iso))} ${zoneName(locale, iso, zone)}`;
}

/** `Sat, 14 Nov 2026 · 20:00`, as on the poster. */
export const formatWhen = (locale: Locale, performance: Pick<PerformanceReply, "date" | "endDate" | "time">): string =>
  formatDates(locale, performance) + (performance.time === null ? "" : ` · ${performance.time}`);

/** `9 minutes`, `1 minute`, `40 seconds`, `3 days`: about how long, never longer than it is. */
export function formatSpan({ words: { format } }: Locale, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return format.seconds(seconds);
  if (seconds < 2 * 3600) return format.minutes(Math.floor(seconds / 60));
  if (seconds < 48 * 3600) return format.hours(Math.floor(seconds / 3600));
  return format.days(Math.floor(seconds / 86_400));
}

// Zones come from the catalogue: a few hundred.
const inZone = (options: Intl.DateTimeFormatOptions) =>
  oncePer((tag) => oncePer((timeZone) => new Intl.DateTimeFormat(tag, { ...options, timeZone })));
const time = { hour: "2-digit", minute: "2-digit" } as const;
const clock = inZone(time);
const second = inZone({ ...time, second: "2-digit" });
const moment = inZone({ weekday: "short", day: "numeric", month: "short", year: "numeric", ...time });
