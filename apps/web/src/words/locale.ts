import { type Locale as Language, LOCALES } from "@liveotter/core/long-time";
import { de } from "./de.ts";
import { en, type Words } from "./en.ts";
import { type Change, longer, mirrored, pseudo } from "./pseudo.ts";

/** A language that pages can be had in, and all that is said in it. */
export interface Locale {
  readonly code: Language | "xa" | "xb";
  /** For `lang`, `hreflang`, `Content-Language`, numbers and names: BCP 47. */
  readonly lang: string;
  /** For dates and times; English ones are written day first. */
  readonly tag: string;
  readonly dir: "ltr" | "rtl";
  /** First part of every path in it; English has none. */
  readonly prefix: string;
  /** Its own name, in its own words. */
  readonly name: string;
  readonly words: Words;
  /** True for what is there to prove that pages can be translated, and is no language. */
  readonly pseudo: boolean;
}

export const ENGLISH: Locale = {
  code: "en",
  lang: "en",
  tag: "en-GB",
  dir: "ltr",
  prefix: "",
  name: "English",
  words: en,
  pseudo: false,
};

const GERMAN: Locale = {
  code: "de",
  lang: "de",
  tag: "de-DE",
  dir: "ltr",
  prefix: "/de",
  name: "Deutsch",
  words: de,
  pseudo: false,
};

/** Accented and longer than English by as much as other languages are: what is still plain is in no catalogue. */
const LONGER = pseudoLocale({ code: "xa", lang: "en-XA", dir: "ltr", prefix: "/xa", name: "[Ļóñĝéŕ]" }, longer);

/** English from right to left: what stands on the wrong side was placed by hand. */
const MIRRORED = pseudoLocale({ code: "xb", lang: "en-XB", dir: "rtl", prefix: "/xb", name: "[Mirrored]" }, mirrored);

/** Its words are made when somebody first reads one: where fans are, nobody does, and a worker that begins need not wait. */
function pseudoLocale(own: Omit<Locale, "tag" | "words" | "pseudo">, change: Change): Locale {
  let words: Words | undefined;
  return {
    ...own,
    tag: ENGLISH.tag,
    pseudo: true,
    get words() {
      words ??= pseudo(en, change);
      return words;
    },
  };
}

/** What fans and search engines are offered. */
export const LANGUAGES: readonly Locale[] = [ENGLISH, GERMAN];
const PREFIXED: readonly Locale[] = [GERMAN, LONGER, MIRRORED];

/** The locale that a path says and the path without it: `/de/events` is German's `/events`. `pseudo`: see `Env`. */
export function localeOf(pathname: string, pseudo: boolean): { readonly locale: Locale; readonly path: string } {
  for (const locale of PREFIXED) {
    if (locale.pseudo && !pseudo) continue;
    if (pathname === locale.prefix) return { locale, path: "/" };
    if (pathname.startsWith(`${locale.prefix}/`)) return { locale, path: pathname.slice(locale.prefix.length) };
  }
  return { locale: ENGLISH, path: pathname };
}

/** The address of a page in a locale: for every link to a page of ours. `path` begins with a slash, without prefix. */
export const at = (locale: Locale, path: string): string =>
  path === "/" && locale.prefix !== "" ? locale.prefix : locale.prefix + path;

/** What orders, mails, calendars and cards are written in for whoever looks at pages in this locale. */
export const languageOf = ({ code }: Locale): Language => LOCALES.find((language) => language === code) ?? "en";
