import { CURRENCY_DIGITS } from "./currency-digits.ts";

/** Money: `minor` is a whole number of the currency's smallest unit (cents, yen, fils). */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** ISO 4217 alphabetic code, upper case. */
export type Currency = string & { readonly __currency: true };

/** Every currency that tickets can be sold in, by code. */
export const CURRENCIES: readonly Currency[] = [...CURRENCY_DIGITS.keys()].sort() as Currency[];

/** `text` as a currency that tickets can be sold in, or `null`. */
export function asCurrency(text: string): Currency | null {
  const code = text.toUpperCase();
  return CURRENCY_DIGITS.has(code) ? (code as Currency) : null;
}

/**
 * How many decimals the currency has by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. A code outside the table gets 2, as
 * nearly all have; only a payment provider can report one.
 */
export const minorDigits = (currency: string): number => CURRENCY_DIGITS.get(currency) ?? 2;

/** Minor units as a plain decimal: 1250 of EUR is `12.50`. Digits move as text, so nothing is lost to binary fractions. */
export function decimalText(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const sign = minor < 0 ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

export interface MoneyStyle {
  /** Leaves out decimals that are all zero: `€25` for `€25.00`. */
  readonly short?: boolean;
}

/** Minor units as the language writes them: `€12.50`, `12,50 €`, `¥1,250`. The decimals are the currency's, in every runtime. */
export function formatMoney(
  minor: number,
  currency: string,
  language: string,
  { short = false }: MoneyStyle = {},
): string {
  const digits = minorDigits(currency);
  const text = decimalText(minor, digits);
  if (!CURRENCY_DIGITS.has(currency)) return `${text} ${currency}`;
  // As text it stays exact beyond 2^53.
  return formatOf(language, currency, digits, short).format(text as `${number}`);
}

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(language: string, currency: string, digits: number, short: boolean): Intl.NumberFormat {
  const key = `${language} ${currency} ${short}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: short ? "stripIfInteger" : "auto",
  });
  formats.set(key, made);
  return made;
}
