import { foldText } from "./fold-text.ts";

/** Leaves room for a suffix within the 120 characters that addresses allow. */
const MAX_LENGTH = 80;

/**
 * An address from a name: "Zażółć gęślą, live!" becomes `zazolc-gesla-live`. A name without Latin letters or digits
 * ("東京") yields `fallback`. The caller makes it unique by `suffix` (letters and digits), appended behind a hyphen.
 */
export function slugFrom(name: string, fallback: string, suffix = ""): string {
  const words = foldText(name)
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_LENGTH)
    .replace(/^-+|-+$/g, "");
  const base = words === "" ? fallback : words;
  return suffix === "" ? base : `${base}-${suffix}`;
}
