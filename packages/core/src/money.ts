/** Money: `minor` is a whole number of the currency's smallest unit (cents, yen, fils). */
export interface Money {
  readonly minor: number;
  readonly currency: Currency;
}

/** ISO 4217 alphabetic code, upper case. */
export type Currency = string & { readonly __currency: true };

/** `text` as a currency that Intl knows, or `null`. */
export function asCurrency(text: string): Currency | null {
  const code = text.toUpperCase();
  return known.has(code) ? (code as Currency) : null;
}

const known = new Set(Intl.supportedValuesOf("currency"));
