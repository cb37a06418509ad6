import { badRequest } from "./api-error.ts";
import { isObject, isStrings, type JsonObject } from "./json.ts";

/** The settings that are honoured, with their defaults: https://www.meilisearch.com/docs/reference/api/settings */
export interface Settings {
  readonly displayedAttributes: readonly string[];
  readonly searchableAttributes: readonly string[];
  readonly filterableAttributes: readonly string[];
  readonly sortableAttributes: readonly string[];
  readonly rankingRules: readonly string[];
  readonly stopWords: readonly string[];
  readonly synonyms: Readonly<Record<string, readonly string[]>>;
  readonly distinctAttribute: string | null;
  readonly typoTolerance: TypoTolerance;
  readonly faceting: {
    readonly maxValuesPerFacet: number;
    readonly sortFacetValuesBy: Readonly<Record<string, "alpha" | "count">>;
  };
  readonly pagination: { readonly maxTotalHits: number };
  readonly searchCutoffMs: number | null;
  readonly prefixSearch: "indexingTime" | "disabled";
}

export interface TypoTolerance {
  readonly enabled: boolean;
  readonly minWordSizeForTypos: { readonly oneTypo: number; readonly twoTypos: number };
  readonly disableOnWords: readonly string[];
  readonly disableOnAttributes: readonly string[];
  readonly disableOnNumbers: boolean;
}

export const DEFAULTS: Settings = {
  displayedAttributes: ["*"],
  searchableAttributes: ["*"],
  filterableAttributes: [],
  sortableAttributes: [],
  rankingRules: ["words", "typo", "proximity", "attribute", "sort", "exactness"],
  stopWords: [],
  synonyms: {},
  distinctAttribute: null,
  typoTolerance: {
    enabled: true,
    minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 },
    disableOnWords: [],
    disableOnAttributes: [],
    disableOnNumbers: false,
  },
  faceting: { maxValuesPerFacet: 100, sortFacetValuesBy: { "*": "alpha" } },
  pagination: { maxTotalHits: 1000 },
  searchCutoffMs: null,
  prefixSearch: "indexingTime",
};

export type SettingName = keyof Settings;

/** `synonyms` as the path of its own route: `/settings/synonyms`, `/settings/typo-tolerance`. */
export const settingOfPath = (segment: string): SettingName | undefined =>
  SETTING_NAMES.find((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) === segment);

const SETTING_NAMES = Object.keys(DEFAULTS) as SettingName[]; // DEFAULTS has exactly the names of Settings

const FITS: Readonly<Record<SettingName, (value: unknown) => boolean>> = {
  displayedAttributes: isStrings,
  searchableAttributes: isStrings,
  filterableAttributes: isStrings,
  sortableAttributes: isStrings,
  rankingRules: (value) => isStrings(value) && value.every((rule) => RANKING_RULE.test(rule)),
  stopWords: isStrings,
  synonyms: (value) => isObject(value) && Object.values(value).every(isStrings),
  distinctAttribute: (value) => typeof value === "string",
  typoTolerance: isObject,
  faceting: isObject,
  pagination: isObject,
  searchCutoffMs: (value) => Number.isInteger(value),
  prefixSearch: (value) => value === "indexingTime" || value === "disabled",
};

const RANKING_RULE =
  /^(?:words|typo|proximity|attribute|attributeRank|wordPosition|sort|exactness|[\w.-]+:(?:asc|desc))$/;

/** Refuses what a change of settings may not say; it is applied later, by a task. */
export function checkSettings(change: unknown): JsonObject {
  if (!isObject(change)) throw badRequest("bad_request", "Invalid value type: expected an object");
  for (const [name, value] of Object.entries(change)) {
    const known = SETTING_NAMES.find((each) => each === name);
    if (known === undefined) throw badRequest("bad_request", `Unknown field \`${name}\``);
    if (value === null || FITS[known](value)) continue;
    const code = `invalid_settings_${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
    throw badRequest(code, `Invalid value at \`.${name}\``);
  }
  return change;
}

/** `null` resets a setting; objects are merged a level at a time, except `synonyms`, which is replaced. */
export function applySettings(settings: Settings, change: JsonObject): Settings {
  const next: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(change)) {
    const fallback: unknown = DEFAULTS[name as SettingName]; // checked by checkSettings
    next[name] = value === null ? fallback : name === "synonyms" ? value : merged(next[name], value, fallback);
  }
  return next as unknown as Settings; // each member was checked by checkSettings or is a default
}

function merged(old: unknown, change: unknown, fallback: unknown): unknown {
  if (!isObject(old) || !isObject(change)) return change;
  const defaults = isObject(fallback) ? fallback : {};
  const next: Record<string, unknown> = { ...old };
  for (const [name, value] of Object.entries(change)) {
    next[name] = value === null ? defaults[name] : merged(old[name], value, defaults[name]);
  }
  return next;
}
