import type { Availability } from "@liveotter/contracts/public/sale";
import { ticketsPath } from "@liveotter/core/page-path";
import { at } from "../../words/locale.ts";
import { codeSays, type Hurdle } from "../hurdle.ts";
import { mintKey } from "../request-key.ts";
import { trouble } from "../trouble.ts";
import { eventOf, NOT_FOUND, type SaleAnswer, type Visit } from "../visit.ts";
import { type Choice, readChoice } from "./read-choice.ts";
import { ticketsView } from "./tickets-view.ts";

/** What one performance has for sale; with a code in the address, what its holder may have. */
export const showTickets = (visit: Visit): Promise<SaleAnswer> =>
  ticketsPage(visit, { choice: readChoice(visit.url.searchParams), key: mintKey(), hurdles: () => [] });

/** The page as a form left it, with what stands in the way of its tickets. */
export interface TicketsAgain {
  readonly choice: Choice;
  readonly key: string;
  readonly hurdles: (availability: Availability | null) => readonly Hurdle[];
  readonly lefts?: ReadonlyMap<string, number>;
  readonly status?: number;
}

export async function ticketsPage(
  visit: Visit,
  { choice, key, hurdles, lefts = new Map(), status = 200 }: TicketsAgain,
) {
  const { slug = "", performanceId = "" } = visit.parts;
  const { code } = choice;
  const [event, answer] = await Promise.all([eventOf(visit, slug), readAvailability(visit, performanceId, code)]);
  if (event === undefined) {
    const { trouble: text, troubleTitle: title } = visit.locale.words.quantities;
    return trouble({ title, text, retry: at(visit.locale, ticketsPath(slug, performanceId)) });
  }
  const performance = event?.performances.find(({ id }) => id === performanceId);
  if (event === null || performance === undefined || answer === null) return NOT_FOUND;
  const { availability, refusal } = answer;
  const shown = hurdles(availability);
  const view = ticketsView(visit.locale, {
    ...{ event, performance, availability, choice, lefts, key, now: visit.deps.now() },
    codeTaken: code !== "" && refusal === null && availability !== null,
    // Said once, however it was found out.
    hurdles: refusal === null || shown.some(({ field }) => field === "code") ? shown : [...shown, refusal],
  });
  return { kind: "page", view, status: availability === null ? 503 : status } satisfies SaleAnswer;
}

/** `null`: no such performance is sold. An `availability` of `null`: nobody can tell. */
async function readAvailability(
  { deps, headers, locale }: Visit,
  performanceId: string,
  code: string,
): Promise<{ availability: Availability | null; refusal: Hurdle | null } | null> {
  const plain = () => deps.sale.readAvailability(performanceId, {}, { headers });
  const asked = code === "" ? await plain() : await deps.sale.readAvailability(performanceId, { code }, { headers });
  if (asked.ok) return { availability: asked.data, refusal: null };
  const { problem } = asked;
  if (problem?.code === "not-found") return null;
  if (code === "" || problem === null || problem.status >= 500) return { availability: null, refusal: null };
  const refusal = { field: "code", text: codeSays(locale, problem) };
  const without = await plain();
  return { availability: without.ok ? without.data : null, refusal };
}
