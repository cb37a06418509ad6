/** The same forms of dates as on the fans' pages. */
const LOCALE = "en-GB";

const day = new Intl.DateTimeFormat(LOCALE, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const clock = (timeZone?: string) =>
  new Intl.DateTimeFormat(LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
    ...(timeZone !== undefined && { timeZone }),
  });
const here = clock();
/** A zone's own, made once: they are dear. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const date = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** `Sat, 14 Nov 2026`: a calendar date as it stands on the poster, in no zone. */
export const formatDay = (date: string): string => day.format(new Date(`${date}T12:00:00Z`));

/** `14 Nov 2026, 20:00 CET`: an instant on the clocks of `zone`, or else of this machine; which they are, it says. */
export function formatInstant(iso: string, zone?: string): string {
  if (zone === undefined) return here.format(new Date(iso));
  const known = clocks.get(zone) ?? clock(zone);
  clocks.set(zone, known);
  return known.format(new Date(iso));
}

/** `2 hours ago`; from a week on the date instead, on this machine's calendar. */
export function formatAgo(iso: string, now: number): string {
  const past = now - Date.parse(iso);
  if (past >= 7 * 86_400_000) return date.format(new Date(iso));
  for (const [unit, size] of UNITS) if (past >= size) return ago.format(-Math.floor(past / size), unit);
  return "just now";
}

/** An instant, in words close to it and exactly on request. */
export function Ago({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAgo(at, Date.now())}
    </time>
  );
}

/** An instant with its zone: that of `zone`, or else this machine's. */
export function Instant({ at, zone }: { readonly at: string; readonly zone?: string | undefined }) {
  return <time dateTime={at}>{formatInstant(at, zone)}</time>;
}
