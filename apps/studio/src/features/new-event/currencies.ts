import { asCurrency } from "@liveotter/core/money";

const names = new Intl.DisplayNames("en", { type: "currency" });

/** Those in use that prices can be in, as this browser knows them. */
export const CURRENCIES: readonly string[] = Intl.supportedValuesOf("currency").filter(
  (code) => asCurrency(code) !== null && names.of(code) !== code,
);

/** `EUR · Euro`. */
export const currencyName = (code: string): string => `${code} · ${names.of(code) ?? code}`;
