/** The offset of a zone at an instant, as "UTC+02:00". */
export function offsetText(at: number, zone: string): string {
  const name = partsOf(at, { timeZone: zone, timeZoneName: "longOffset" }).timeZoneName ?? "GMT";
  return name === "GMT" ? "UTC+00:00" : name.replace("GMT", "UTC");
}

/** The local calendar and clock of a zone at an instant. */
export function localIn(at: number, zone: string): { date: string; time: string } {
  const parts = partsOf(at, {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    ...({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const),
  });
  return { date: `${parts.year?.padStart(4, "0")}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** The zone of whoever sits here: said beside a place's own time, never used to read or write one. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A calendar day in words, "Sat, 12 Jun 2027": of no zone, so worked out in UTC on both sides. Empty for no date. */
export function dayText(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at)) return "";
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(at);
}

/** The calendar day so many days later; null past the calendar's edge, or for no date. Days are counted, not hours. */
export function shiftDate(date: string, days: number): string | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(at)) return null;
  const shifted = new Date(at + days * 24 * 60 * 60 * 1000).toISOString();
  return /^\d{4}-/.test(shifted) ? shifted.slice(0, 10) : null;
}

/** A time as people type it, "9", "930", "9.30", "8:30 pm", as "HH:MM"; as it was when it is none. */
export function tidyTime(text: string): string {
  const match = /^(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm)?$/i.exec(text.trim());
  if (match === null) return text;
  const [, hours = "", minutes = "00", half] = match;
  const twelve = Number(hours) % 12;
  const hour = half === undefined ? Number(hours) : half.toLowerCase() === "pm" ? twelve + 12 : twelve;
  if (hour > 23 || Number(minutes) > 59 || (half !== undefined && Number(hours) > 12)) return text;
  return `${String(hour).padStart(2, "0")}:${minutes}`;
}

function partsOf(at: number, options: Intl.DateTimeFormatOptions): Partial<Record<string, string>> {
  const parts = new Intl.DateTimeFormat("en", options).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
