import { decimalText, minorDigits } from "@liveotter/core/money";
import {
  bothReadings,
  FILE_NUMBERS,
  type NumberStyle,
  numberStyle,
  type TypedNumber,
  typedNumber,
} from "@liveotter/core/typed-number";

/** How the reader writes numbers: by their browser's language, also in this studio's English. */
const READER: NumberStyle = numberStyle(navigator.language);

/** Minor units as the text of a field: 1250 of EUR is `12.50`, or `12,50` to readers who write it so. */
export const priceText = (minor: number, currency: string, style: NumberStyle = READER): string =>
  decimalText(minor, minorDigits(currency)).replace(".", style.decimal);

/** The minor units that a field names, or what is wrong with its text. */
export function priceOf(text: string, currency: string, style: NumberStyle = READER): number | string {
  const decimals = minorDigits(currency);
  const example = priceText(decimals === 0 ? 1250 : 125 * 10 ** (decimals - 1), currency, style);
  const limit = decimals === 0 ? `${currency} has no decimals.` : `${currency} has at most ${decimals} decimals.`;
  return numberIn(typedNumber(text, { decimals, style }), `Enter an amount in ${currency}, such as ${example}.`, limit);
}

/** A share as per cent, without zeros that say nothing: with two `decimals` 250 is `2.5`. */
export const shareText = (value: number, decimals: number, style: NumberStyle = READER): string =>
  decimalText(value, decimals)
    .replace(/\.?0+$/, "")
    .replace(".", style.decimal);

/** The same in the studio's own sentences, which are English. */
export const shareInWords = (value: number, decimals: number): string => shareText(value, decimals, FILE_NUMBERS);

/** The whole number of 10^-`decimals` per cent that a field names, or what is wrong with its text. */
export function shareOf(text: string, decimals: number, style: NumberStyle = READER): number | string {
  const number = typedNumber(text, { decimals, style, most: 100 * 10 ** decimals });
  const example = shareText(25 * 10 ** (decimals - 1), decimals, style);
  return numberIn(number, `Enter a percentage, such as ${example}.`, `Use at most ${decimals} decimals.`);
}

/** A whole number as typed, or what is wrong with its text. */
export const wholeOf = (text: string, style: NumberStyle = READER): number | string =>
  numberIn(typedNumber(text, { decimals: 0, style }), "Enter a whole number.", "Enter a whole number.");

/** The same where nothing is said about it. */
export function wholeOrNull(text: string): number | null {
  const value = wholeOf(text);
  return typeof value === "number" ? value : null;
}

/**
 * Equal for texts that name one number, be it a price, a share or a quantity: `12.5` and `12.50`. One that can be read
 * in two ways has another key than either.
 */
export const numberKey = (text: string, style: NumberStyle = READER): string =>
  JSON.stringify(
    [0, 2, 3].map((decimals) => {
      const number = typedNumber(text, { decimals, style });
      return number.is === "number" ? number.value : number.is === "no-number" ? text : number.is;
    }),
  );

function numberIn(number: TypedNumber, none: string, tooPrecise: string): number | string {
  switch (number.is) {
    case "number":
      return number.value;
    case "ambiguous":
      return bothReadings(number);
    case "too-precise":
      return tooPrecise;
    case "no-number":
      return none;
  }
}
