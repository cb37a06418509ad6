import type { PerformanceReply } from "@liveotter/contracts/public/catalogue";
import { formatDates, zoneName } from "./dates.ts";

/** `Sat, 14 Nov 2026, 10:00 CET`: an instant by the clocks of a place. */
export function formatMoment(iso: string, zone: string): string {
  return `${formatIn(zone, "moment").format(new Date(iso))} ${zoneName(iso, zone)}`;
}

/** `10:00 CET` */
export function formatClock(iso: string, zone: string): string {
  return `${formatIn(zone, "clock").format(new Date(iso))} ${zoneName(iso, zone)}`;
}

/** `Sat, 14 Nov 2026 · 20:00`, as on the poster. */
export const formatWhen = (performance: Pick<PerformanceReply, "date" | "endDate" | "time">): string =>
  formatDates(performance) + (performance.time === null ? "" : ` · ${performance.time}`);

/** `9 minutes`, `1 minute`, `40 seconds`, `3 days`: about how long, never longer than it is. */
export function formatSpan(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return counted(seconds, "second");
  if (seconds < 2 * 3600) return counted(Math.floor(seconds / 60), "minute");
  if (seconds < 48 * 3600) return counted(Math.floor(seconds / 3600), "hour");
  return counted(Math.floor(seconds / 86_400), "day");
}

/** `1 ticket`, `2 tickets` */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const OPTIONS = {
  moment: { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  clock: { hour: "2-digit", minute: "2-digit" },
} as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, kind: keyof typeof OPTIONS): Intl.DateTimeFormat {
  const key = `${kind} ${timeZone}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { ...OPTIONS[kind], timeZone });
    // Zones come from the catalogue: a few hundred.
    formats.set(key, format);
  }
  return format;
}
