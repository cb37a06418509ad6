import { countryName } from "./country-name.ts";

/** A place as pages, mails, tickets and calendars spell it. `Place` and its reply on the wire both fit. */
export interface SpelledPlace {
  readonly venue: { readonly name: string } | null;
  /** Of the venue, with its number. */
  readonly street?: string | null | undefined;
  readonly city: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
}

/** `Oudegracht 1, Utrecht, Netherlands`: the place without its venue's name. */
export const addressLine = ({ street, city, country }: Omit<SpelledPlace, "venue">, language: string): string =>
  joined([street, city, countryName(country, language)]);

/** `Tivoli, Oudegracht 1, Utrecht, Netherlands`: all that someone needs to find it. */
export const placeLine = (place: SpelledPlace, language: string): string =>
  joined([place.venue?.name, addressLine(place, language)]);

/** `Tivoli, Utrecht, Netherlands`: enough to choose between events in a list. */
export const placeName = (place: SpelledPlace, language: string): string =>
  placeLine({ ...place, street: null }, language);

const joined = (parts: readonly (string | null | undefined)[]): string => parts.filter(Boolean).join(", ");
