import type { Quote } from "../pricing/quote.ts";
import { sortedText } from "../sorted-text.ts";
import type { Sale, Terms } from "./sale.ts";

type Asks = Pick<Sale, "attendeeNames" | "questions">;

/** What a fan agrees to when they order: the whole quote, and what they are asked. */
export interface Agreement {
  readonly quote: Quote;
  readonly asks: Asks;
}

/** Equal for two agreements if and only if a fan could not tell them apart. How they pay is chosen later. */
export const agreementText = ({ quote, asks }: Agreement): string => sortedText([quote, asksOf(asks)]);

/** Whether prices are made by the same rules. */
export const sameTerms = (one: Terms, other: Terms): boolean => sortedText(termsOf(one)) === sortedText(termsOf(other));

/** Whether an order asks the same. */
export const sameAsks = (one: Asks, other: Asks): boolean => sortedText(asksOf(one)) === sortedText(asksOf(other));

const termsOf = ({ currency, rounding, fees, tax }: Terms): Terms => ({ currency, rounding, fees, tax });
const asksOf = ({ attendeeNames, questions }: Asks): Asks => ({ attendeeNames, questions });
