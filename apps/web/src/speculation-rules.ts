import { FETCHED_AHEAD } from "./client/fetched-ahead.ts";
import { at, LANGUAGES } from "./words/locale.ts";

/** Where the rules are, for the header of that name. https://html.spec.whatwg.org/multipage/speculative-loading.html */
export const SPECULATION_RULES = "/speculation-rules.json";

/** Tells browsers to fetch a page once somebody is about to go there: points at its link, or puts a finger on it. */
export function answerSpeculationRules(): Response {
  const href_matches = LANGUAGES.flatMap((locale) => FETCHED_AHEAD.map((path) => at(locale, path)));
  const rules = { prefetch: [{ source: "document", where: { href_matches }, eagerness: "moderate" }] };
  return new Response(JSON.stringify(rules), {
    headers: { "Content-Type": "application/speculationrules+json", "Cache-Control": "public, max-age=86400" },
  });
}
