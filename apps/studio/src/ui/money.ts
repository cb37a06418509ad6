import { priceText } from "./number-text.ts";

/** The same forms as on the fans' pages. */
const LOCALE = "en-GB";
const formats = new Map<string, Intl.NumberFormat | null>();

/** `€12.50`: minor units as people write them, with the currency's own decimals; `12.50 XQZ` for one nobody knows. */
export function formatMoney(minor: number, currency: string): string {
  const text = `${minor < 0 ? "-" : ""}${priceText(Math.abs(minor), currency)}`;
  const format = formatOf(currency);
  // Digits, as Intl takes them: past 2^53 hundredths a number would lose the last one.
  return format === null ? `${text} ${currency}` : format.format(text as `${number}`);
}

function formatOf(currency: string): Intl.NumberFormat | null {
  const known = formats.get(currency);
  if (known !== undefined) return known;
  const made = newFormat(currency);
  formats.set(currency, made);
  return made;
}

function newFormat(currency: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat(LOCALE, { style: "currency", currency });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const whole = new Intl.NumberFormat(LOCALE);

/** `12,500` */
export const formatCount = (count: number): string => whole.format(count);

/** `1 ticket`, `12,500 tickets` */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
