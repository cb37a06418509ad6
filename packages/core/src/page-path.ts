import type { Locale } from "./long-time.ts";

/** Where a page of fans' host is in a language: English has no prefix. `path` begins with a slash. */
export const pagePath = (locale: Locale, path: string): string => `${locale === "en" ? "" : `/${locale}`}${path}`;
