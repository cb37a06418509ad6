const names = new Map<string, Intl.DisplayNames>();

/** `PL` as `Poland` in this language (BCP 47); anything that is no country code as it is. */
export function countryName(code: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  let known = names.get(language);
  if (known === undefined) {
    known = new Intl.DisplayNames(language, { type: "region", fallback: "code" });
    names.set(language, known);
  }
  return known.of(code) ?? code;
}
