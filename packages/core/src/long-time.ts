/** The languages that mail and tickets are written in. */
export const LOCALES = ["en", "de"] as const;
export type Locale = (typeof LOCALES)[number];

const TIME_LOCALES: Readonly<Record<Locale, string>> = { en: "en-GB", de: "de-DE" };

/** A moment by the clocks of `zone`, which it names: `12 June 2027 at 20:00 CEST`. */
export const longMoment = (at: number, zone: string, locale: Locale): string =>
  new Intl.DateTimeFormat(TIME_LOCALES[locale], {
    timeZone: zone,
    ...{ day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" },
  }).format(at);

/** A local day `YYYY-MM-DD` with its weekday: `Saturday, 12 June 2027`. */
export const longDay = (date: string, locale: Locale): string =>
  new Intl.DateTimeFormat(TIME_LOCALES[locale], {
    timeZone: "UTC",
    ...{ weekday: "long", day: "numeric", month: "long", year: "numeric" },
  }).format(new Date(`${date}T00:00:00Z`));
