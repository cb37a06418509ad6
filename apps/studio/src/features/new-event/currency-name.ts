const names = new Intl.DisplayNames("en", { type: "currency" });

/** `EUR · Euro`. */
export const currencyName = (code: string): string => `${code} · ${names.of(code) ?? code}`;
