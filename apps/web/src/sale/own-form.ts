/**
 * Whether a form was sent from one of our own pages. Browsers say so in `Sec-Fetch-Site`; older ones in `Origin`, which
 * is `null` from pages without a referrer: good enough where the address itself has a key that no other site knows.
 */
export function isOwnForm(headers: Headers, origins: readonly string[], keyed: boolean): boolean {
  const site = headers.get("Sec-Fetch-Site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("Origin");
  return origin !== null && (origins.includes(origin) || (keyed && origin === "null"));
}
