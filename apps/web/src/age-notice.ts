import { formatAsOf } from "./format/dates.ts";
import type { Locale } from "./words/locale.ts";

/**
 * Where a page that is answered from an old copy gets its notice. No name can forge it: in text `<` is always escaped,
 * in attributes the quotes are.
 */
export const AGE_MARK = '<!--"age"-->';

/** What a fan is told when a page may be older than it should be. `asOf` is an ISO instant, `now` epoch milliseconds. */
export const ageText = (locale: Locale, asOf: string, now: number): { lead: string; rest: string } => ({
  lead: locale.words.shell.asOf(formatAsOf(locale, asOf, now)),
  rest: locale.words.shell.old,
});

/** The same notice as the component's, for a page that was rendered before it grew old. */
export const withAgeNotice = (locale: Locale, html: string, asOf: string, now: number): string =>
  withNotice(html, ageText(locale, asOf, now));

/** A finished page with a notice on top, in words of our own, in which there is nothing to escape. */
export function withNotice(html: string, { lead, rest }: { readonly lead: string; readonly rest: string }): string {
  return html.replace(AGE_MARK, `<p class="notice" role="status"><span><strong>${lead}</strong> ${rest}</span></p>`);
}
