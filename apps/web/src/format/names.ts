import { countryName as nameOfCountry } from "@liveotter/core/place/country-name";
import type { Locale } from "../words/locale.ts";
import { oncePer } from "./once-per.ts";

const languages = oncePer((lang) => new Intl.DisplayNames(lang, { type: "language", fallback: "code" }));

/** `PL` as `Poland`; a code that names no country as it is. */
export const countryName = ({ lang }: Locale, code: string): string => nameOfCountry(code, lang);

/** `de` as `German`; promoters' own words as they are. */
export function languageName({ lang }: Locale, tag: string): string {
  try {
    return languages(lang).of(tag) ?? tag;
  } catch {
    return tag; // Not a BCP 47 tag: a promoter may have written "bilingual".
  }
}

/** A genre in the locale's words; one that no catalogue knows as its promoter wrote it: `live-music` as `Live music`. */
export function genreName({ words: { genres } }: Locale, slug: string): string {
  const known: Readonly<Record<string, string>> = genres;
  return Object.hasOwn(genres, slug) ? (known[slug] ?? slug) : spelledOut(slug);
}

/** A slug as words: `old-hall` as `Old hall`. */
export function spelledOut(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
