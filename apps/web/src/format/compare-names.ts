import type { Locale } from "../words/locale.ts";

/** For sorting things by a name of theirs, as people of that language look for it. */
export function compareNames<Key extends string>({ lang }: Locale, key: Key) {
  const { compare } = new Intl.Collator(lang);
  return (a: Readonly<Record<Key, string>>, b: Readonly<Record<Key, string>>): number => compare(a[key], b[key]);
}
