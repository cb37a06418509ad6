/** Prices come as whole minor units; each currency says itself how many of them make one (2 for EUR, 0 for JPY). */
function formatterOf(currency: string): Intl.NumberFormat {
  const known = formatters.get(currency);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat("en", { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" });
  formatters.set(currency, made);
  return made;
}

/** Making one costs more than a hundred uses; there are some 150 currencies at most. */
const formatters = new Map<string, Intl.NumberFormat>();

/** How many decimal digits the currency's major unit has. */
function currencyDigits(currency: string): number {
  return formatterOf(currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `€25`, `€25.50`, `¥3,000`, or `Free` for nothing. */
export function formatPrice(minor: number, currency: string): string {
  if (minor === 0) return "Free";
  return formatterOf(currency).format(minor / 10 ** currencyDigits(currency));
}

/** `Free`, `€25`, `€25 – €80`, `Free – €20`; `null` while no price is known. */
export function formatPriceRange(from: number | null, to: number | null, currency: string): string | null {
  if (from === null) return null;
  if (to === null || to === from) return formatPrice(from, currency);
  return `${formatPrice(from, currency)} – ${formatPrice(to, currency)}`;
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
