import type { Locale } from "./long-time.ts";

/** Where a page of fans' host is in a language: English has no prefix. `path` begins with a slash. */
export const pagePath = (locale: Locale, path: string): string => `${locale === "en" ? "" : `/${locale}`}${path}`;

/** Where tickets to one performance are chosen. */
export const ticketsPath = (eventSlug: string, performanceId: string): string =>
  `/events/${eventSlug}/tickets/${performanceId}`;

/** Where a fan asks to be told of an event, or of one performance. */
export const tellMePath = (eventSlug: string, performanceId?: string): string =>
  `/events/${eventSlug}/tell-me${performanceId === undefined ? "" : `?date=${performanceId}`}`;
