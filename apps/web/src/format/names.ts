const countries = new Intl.DisplayNames("en", { type: "region", fallback: "code" });
const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** `PL` as `Poland`; a code that names no country as it is. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code;
}

/** `de` as `German`; promoters' own words as they are. */
export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag; // Not a BCP 47 tag: a promoter may have written "bilingual".
  }
}

/** A genre's slug as words: `live-music` as `Live music`. */
export function genreName(slug: string): string {
  const words = slug.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
