import type { Locale } from "../words/locale.ts";
import { oncePer } from "./once-per.ts";

/** By language and currency: there are some 150 currencies at most. */
const formatterOf = oncePer((lang) =>
  oncePer(
    (currency) => new Intl.NumberFormat(lang, { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" }),
  ),
);

/** Prices come as whole minor units; each currency says itself how many of them make one (2 for EUR, 0 for JPY). */
function currencyDigits(currency: string): number {
  return formatterOf("en")(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `€25`, `€25.50`, `¥3,000`, or `Free` for nothing. */
export function formatPrice({ lang, words }: Locale, minor: number, currency: string): string {
  if (minor === 0) return words.format.free;
  return formatterOf(lang)(currency).format(minor / 10 ** currencyDigits(currency));
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
export function decimalPrice(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}

/** What a person typed in major units (`49.9`) in minor units, rounded; `null` if it is no price. */
export function minorUnits(major: string, currency: string): number | null {
  if (!/^\d{1,9}(?:[.,]\d{1,3})?$/.test(major)) return null;
  return Math.round(Number(major.replace(",", ".")) * 10 ** currencyDigits(currency));
}
