/** How many decimal places the currency has, by ISO 4217 as this browser knows it: 2 for EUR, 0 for JPY, 3 for KWD. */
function decimalsOf(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch (error) {
    if (error instanceof RangeError) return 2;
    throw error;
  }
}

/** Minor units as the text of a field: 1250 of EUR is "12.50". */
export const priceText = (minor: number, currency: string): string => fixedText(minor, decimalsOf(currency));

/** The minor units that a price in a field names; null when it is none in this currency. Takes a comma for a point. */
export const priceOf = (text: string, currency: string): number | null => fixedOf(text, decimalsOf(currency));

/** A share as per cent: with two `decimals` 250 is "2.5". */
export const shareText = (value: number, decimals: number): string => fixedText(value, decimals).replace(/\.?0+$/, "");

/** The whole number of 10^-`decimals` per cent that a field names, or null. */
export const shareOf = (text: string, decimals: number): number | null => fixedOf(text, decimals);

/** A whole number as typed, or null. */
export const wholeOf = (text: string): number | null => fixedOf(text, 0);

/** Digits moved about as text: no binary fraction ever stands for money. */
function fixedText(value: number, decimals: number): string {
  const digits = String(value).padStart(decimals + 1, "0");
  if (decimals === 0) return digits;
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

function fixedOf(text: string, decimals: number): number | null {
  const match = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim());
  if (match === null) return null;
  const [, whole = "", fraction = ""] = match;
  const needed = fraction.replace(/0+$/, "");
  if (needed.length > decimals) return null;
  const value = Number(whole + needed.padEnd(decimals, "0"));
  return Number.isSafeInteger(value) ? value : null;
}
