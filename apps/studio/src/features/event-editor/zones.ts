import { CURRENCIES as SOLD_IN } from "@liveotter/core/money";

export interface Named {
  readonly code: string;
  readonly name: string;
}

/** The time zones that this browser knows, by place. */
export const ZONES: readonly Named[] = [
  "UTC",
  ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC"),
].map((code) => ({ code, name: code.replaceAll("_", " ") }));

/** What is said in codes of two letters without being a country. */
const NO_COUNTRIES = new Set([
  "EU",
  "EZ",
  "UN",
  "QO",
  "XA",
  "XB",
  "ZZ",
  "AN",
  "BU",
  "CS",
  "DD",
  "FX",
  "NT",
  "SU",
  "TP",
  "YD",
  "YU",
  "ZR",
]);

/** Countries and territories by ISO 3166-1 codes, as far as this browser has names for them. */
export const COUNTRIES: readonly Named[] = regions();

/** Currencies that tickets can be sold in. */
export const CURRENCIES: readonly Named[] = named(SOLD_IN, "currency");

export const zoneNamed = (code: string): Named => ZONES.find((zone) => zone.code === code) ?? { code, name: code };

function regions(): readonly Named[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return named(
    codes.filter((code) => !NO_COUNTRIES.has(code)),
    "region",
  );
}

function named(codes: readonly string[], type: "region" | "currency"): readonly Named[] {
  const names = new Intl.DisplayNames("en", { type, fallback: "none" });
  return codes
    .map((code) => ({ code, name: names.of(code) ?? (type === "currency" ? code : "") }))
    .filter(({ name }) => name !== "")
    .sort((a, b) => a.name.localeCompare(b.name));
}
