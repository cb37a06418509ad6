import type { Quote } from "../pricing/quote.ts";
import type { Sale, Terms } from "./sale.ts";

/** What a fan agrees to when they order: the whole quote, and what they are asked. */
export interface Agreement {
  readonly quote: Quote;
  readonly asks: Pick<Sale, "attendeeNames" | "questions">;
}

/** Equal for two agreements if and only if a fan could not tell them apart. How they pay is chosen later. */
export const agreementText = ({ quote, asks: { attendeeNames, questions } }: Agreement): string =>
  sortedText({ quote, attendeeNames, questions });

/** Whether prices are made by the same rules. */
export const sameTerms = (one: Terms, other: Terms): boolean => sortedText(termsOf(one)) === sortedText(termsOf(other));

const termsOf = ({ currency, rounding, fees, tax }: Terms): Terms => ({ currency, rounding, fees, tax });

/** JSON whose keys are sorted; members that are `null` count as absent. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([, member]) => member !== null)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}
