/** The languages that mail and tickets are written in. */
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

const TIME_LOCALES: Readonly<Record<Locale, string>> = { en: "en-GB", de: "de-DE" };

/** A moment by the clocks of `zone`, which it names: `12 June 2027 at 20:00 CEST`. */
export const longMoment = (at: number, zone: string, locale: Locale): string =>
  kept(`${locale} ${zone}`, () => {
    const date = { day: "numeric", month: "long", year: "numeric" } as const;
    const time = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
    return new Intl.DateTimeFormat(TIME_LOCALES[locale], { timeZone: zone, ...date, ...time });
  }).format(at);

/** A local day `YYYY-MM-DD` with its weekday: `Saturday, 12 June 2027`. */
export const longDay = (date: string, locale: Locale): string =>
  kept(locale, () => {
    const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const;
    return new Intl.DateTimeFormat(TIME_LOCALES[locale], { timeZone: "UTC", ...day });
  }).format(new Date(`${date}T00:00:00Z`));

/** To make one costs a hundred times as much as to use it; there are as many as zones, of which few are used. */
const formats = new Map<string, Intl.DateTimeFormat>();

function kept(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}
