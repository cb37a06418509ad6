import type { CatalogueEvent, CataloguePerformance } from "@liveotter/core/catalogue/catalogue";
import type { Instant } from "@liveotter/core/instant";
import type { Locale } from "@liveotter/core/long-time";
import { placeLine } from "@liveotter/core/place/place-line";

/** As much of an event as a calendar shows. */
export type CalendarEvent = Pick<
  CatalogueEvent,
  "name" | "summary" | "genre" | "status" | "publishedAt" | "changedAt" | "performances"
>;

/**
 * An event's performances as an iCalendar object (RFC 5545). Times are instants in UTC, which need no VTIMEZONE; a date
 * without a time is a DATE, never midnight. `page` is the address of the event's page.
 */
export function writeCalendar(event: CalendarEvent, page: string, locale: Locale): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//LiveOtter//Events//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${text(event.name)}`,
    ...event.performances.flatMap((performance) => entry(event, performance, page, locale)),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function entry(event: CalendarEvent, performance: CataloguePerformance, page: string, locale: Locale): string[] {
  const status = statusOf(event, performance);
  const words = WORDS[locale];
  return [
    "BEGIN:VEVENT",
    // The id outlives every change, so that a calendar replaces its entry instead of adding another.
    `UID:${performance.id}@liveotter`,
    `DTSTAMP:${utc(event.changedAt)}`,
    `LAST-MODIFIED:${utc(event.changedAt)}`,
    // Must rise with each change: the seconds from publishing to the last change do, and need no counter.
    `SEQUENCE:${Math.max(0, Math.floor((event.changedAt - event.publishedAt) / 1000))}`,
    `STATUS:${STATUS[status]}`,
    ...when(performance),
    `SUMMARY:${text(words.title[status] + event.name)}`,
    `DESCRIPTION:${text([...words.note[status], ...(event.summary === "" ? [] : [event.summary]), page].join("\n"))}`,
    ...where(performance, locale),
    `CATEGORIES:${text(event.genre)}`,
    `URL:${page}`,
    // A date without a time takes no time out of the day.
    `TRANSP:${performance.time === null || status !== "scheduled" ? "TRANSPARENT" : "OPAQUE"}`,
    "END:VEVENT",
  ];
}

type Status = CataloguePerformance["status"];

const STATUS: Readonly<Record<Status, string>> = {
  scheduled: "CONFIRMED",
  postponed: "TENTATIVE",
  cancelled: "CANCELLED",
};

interface CalendarWords {
  readonly title: Readonly<Record<Status, string>>;
  readonly note: Readonly<Record<Status, readonly string[]>>;
}
const WORDS: Readonly<Record<Locale, CalendarWords>> = {
  en: {
    title: { scheduled: "", postponed: "Postponed: ", cancelled: "Cancelled: " },
    note: {
      scheduled: [],
      postponed: ["Postponed: a new date will follow. Tickets stay valid."],
      cancelled: ["Cancelled."],
    },
  },
  de: {
    title: { scheduled: "", postponed: "Verschoben: ", cancelled: "Abgesagt: " },
    note: {
      scheduled: [],
      postponed: ["Verschoben: Ein neuer Termin folgt. Tickets bleiben gültig."],
      cancelled: ["Abgesagt."],
    },
  },
};

/** What befalls the event befalls each of its performances. */
function statusOf(event: CalendarEvent, performance: CataloguePerformance): Status {
  if (event.status === "cancelled" || performance.status === "cancelled") return "cancelled";
  return event.status === "postponed" ? "postponed" : performance.status;
}

function when({ date, time, endDate, startsAt, endsAt }: CataloguePerformance): string[] {
  if (time !== null) return [`DTSTART:${utc(startsAt)}`, `DTEND:${utc(endsAt)}`];
  // A DATE's end is the first day that no longer belongs to it.
  return [`DTSTART;VALUE=DATE:${compact(date)}`, `DTEND;VALUE=DATE:${compact(dayAfter(endDate ?? date))}`];
}

function where({ online, place }: CataloguePerformance, locale: Locale): string[] {
  if (place === null) return online ? ["LOCATION:Online"] : [];
  const { lat, lon } = place;
  return [`LOCATION:${text(placeLine(place, locale))}`, ...(lat === null || lon === null ? [] : [`GEO:${lat};${lon}`])];
}

/** `20270612T180000Z` */
const utc = (at: Instant): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, "");

const compact = (date: string): string => date.replaceAll("-", "");

function dayAfter(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** TEXT (3.3.11): backslash, semicolon, comma and line break are escaped; other controls have no place in it. */
function text(value: string): string {
  return value
    .replace(/\r\n?|[\n\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** Lines of at most 75 octets (3.1), broken between characters; the next one begins with a space that counts. */
function fold(line: string): string {
  let folded = "";
  let octets = 0;
  for (const character of line) {
    const size = octetsOf(character.codePointAt(0) ?? 0);
    if (octets + size > 75) {
      folded += "\r\n ";
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** In UTF-8. */
const octetsOf = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);
