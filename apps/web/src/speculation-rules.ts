import { at, LANGUAGES } from "./words/locale.ts";

/** Where the rules are, for the header of that name. https://html.spec.whatwg.org/multipage/speculative-loading.html */
export const SPECULATION_RULES = "/speculation-rules.json";

/** Pages made for everybody alike, as URL patterns. Those of a sale are one person's, and ask how many tickets are left. */
const PUBLIC = [
  ...["/", "/events", "/search", "/in", "/help"],
  ...["/events/:slug", "/venues/:slug", "/promoters/:slug", "/in/:city"],
];

/** Tells browsers to fetch a page once somebody is about to go there: points at its link, or puts a finger on it. */
export function answerSpeculationRules(): Response {
  const href_matches = LANGUAGES.flatMap((locale) => PUBLIC.map((path) => at(locale, path)));
  const rules = { prefetch: [{ source: "document", where: { href_matches }, eagerness: "moderate" }] };
  return new Response(JSON.stringify(rules), {
    headers: { "Content-Type": "application/speculationrules+json", "Cache-Control": "public, max-age=86400" },
  });
}
