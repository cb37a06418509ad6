import { decimalText, formatMoney, minorDigits } from "@liveotter/core/money";
import { FILE_NUMBERS, type NumberStyle, numberStyle, typedNumber } from "@liveotter/core/typed-number";
import type { Locale } from "../words/locale.ts";

/** `€25`, `€25.50`, `¥3,000`, or `Free` for nothing. */
export function formatPrice({ lang, words }: Locale, minor: number, currency: string): string {
  return minor === 0 ? words.format.free : formatMoney(minor, currency, lang, { short: true });
}

/** `Free`, `€25`, `€25 – €80`, `Free – €20`; `null` while no price is known. */
export function formatPriceRange(
  locale: Locale,
  from: number | null,
  to: number | null,
  currency: string,
): string | null {
  if (from === null) return null;
  if (to === null || to === from) return formatPrice(locale, from, currency);
  return `${formatPrice(locale, from, currency)} – ${formatPrice(locale, to, currency)}`;
}

/** A decimal number without thousands separators, as schema.org wants it: `25.50`. */
export const decimalPrice = (minor: number, currency: string): string => decimalText(minor, minorDigits(currency));

/**
 * A typed price in the form that addresses use, which means the same in every language: `1500`, `12.5`. An ambiguous
 * one stays as it was typed; `null` if it is no price.
 */
export function canonicalPrice(typed: string, currency: string, style: NumberStyle): string | null {
  const decimals = minorDigits(currency);
  const number = typedNumber(typed, { decimals, style });
  if (number.is === "ambiguous") return number.typed;
  if (number.is !== "number") return null;
  const short = decimalText(number.value, decimals).replace(/\.?0+$/, decimals === 0 ? "$&" : "");
  // Three decimals could be thousands to another reader.
  return /\.\d{3}$/.test(short) ? `${short}0` : short;
}

/** A canonical price in minor units; `null` if it is none. */
export function minorUnits(price: string, currency: string): number | null {
  const number = typedNumber(price, { decimals: minorDigits(currency), style: FILE_NUMBERS });
  return number.is === "number" ? number.value : null;
}

/** What to say of a price that can be read in two ways. */
export function unclearPrice({ lang, words }: Locale, price: string, currency: string): string | null {
  const number = typedNumber(price, { decimals: minorDigits(currency), style: numberStyle(lang) });
  if (number.is !== "ambiguous") return null;
  const [thousands, decimals] = number.readings;
  return words.browse.unclearAmount(
    ...([number.typed, thousands.shown, decimals.shown, thousands.plain ?? "", decimals.plain] as const),
  );
}
