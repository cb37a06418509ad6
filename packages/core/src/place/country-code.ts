import { foldText } from "../fold-text.ts";
import { COUNTRIES } from "./likely-zone.ts";

/** Other names that people write, as `key` has them. The platform knows the English ones. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  america: "US",
  bolivarianrepublicofvenezuela: "VE",
  bosnia: "BA",
  britain: "GB",
  burma: "MM",
  caboverde: "CV",
  czechrepublic: "CZ",
  deutschland: "DE",
  drcongo: "CD",
  eire: "IE",
  england: "GB",
  espana: "ES",
  greatbritain: "GB",
  holland: "NL",
  hongkong: "HK",
  ivorycoast: "CI",
  korea: "KR",
  macao: "MO",
  macau: "MO",
  macedonia: "MK",
  northernireland: "GB",
  osterreich: "AT",
  palestine: "PS",
  peoplesrepublicofchina: "CN",
  polska: "PL",
  republicofireland: "IE",
  republicofkorea: "KR",
  russianfederation: "RU",
  schweiz: "CH",
  scotland: "GB",
  suisse: "CH",
  swaziland: "SZ",
  turkey: "TR",
  uae: "AE",
  uk: "GB",
  unitedstatesofamerica: "US",
  us: "US",
  usa: "US",
  vatican: "VA",
  vietnam: "VN",
  wales: "GB",
};

const key = (name: string) => foldText(name).replace(/^the /, "").replaceAll(" ", "");

let names: ReadonlyMap<string, string> | undefined;

/** Codes by the English names that this platform has for them. */
function englishNames(): ReadonlyMap<string, string> {
  const display = new Intl.DisplayNames("en", { type: "region" });
  const found = new Map<string, string>();
  for (const code of COUNTRIES) {
    const name = display.of(code) ?? code;
    found.set(key(name), code);
    found.set(key(name.replaceAll("&", "and").replaceAll("St.", "Saint")), code);
  }
  return found;
}

/** The ISO 3166-1 code (and XK) of a country that is named by its code, its English name or another usual one. */
export function countryCode(text: string): string | null {
  names ??= englishNames();
  const wanted = key(text);
  const other = Object.hasOwn(OTHER_NAMES, wanted) ? OTHER_NAMES[wanted] : undefined;
  if (other !== undefined) return other;
  const code = wanted.toUpperCase();
  if (COUNTRIES.has(code)) return code;
  return names.get(wanted) ?? null;
}
