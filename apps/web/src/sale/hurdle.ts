import type { Problem } from "@liveotter/contracts/problem";
import type { Result } from "@liveotter/contracts/public/client";
import type { Locale } from "../words/locale.ts";

/** Something that stands in the way, said on top of the page and, with `field` (an element's id), beside that field. */
export interface Hurdle {
  readonly field: string | null;
  readonly text: string;
}

/** Attributes of a field: that something stands in its way, which `FieldHurdle` says, or else the id of what is `about` it. */
export function hurdleOf(field: string, hurdles: readonly Hurdle[], about?: string) {
  const wrong = hurdles.some((hurdle) => hurdle.field === field);
  return { "aria-invalid": wrong ? "true" : undefined, "aria-describedby": wrong ? `${field}-hurdle` : about } as const;
}

export type Failed = Extract<Result<unknown>, { readonly ok: false }>;

/** What is said of refusals that are about no field and no ticket. `unknown` is what is not known where nothing answered. */
export function generalHurdle(locale: Locale, failed: Failed, unknown: string): Hurdle {
  const text = failed.problem === null ? unknown : said(locale, failed.problem, failed.headers, unknown);
  return { field: null, text };
}

function said(
  { words: { format, quantities, sale, states } }: Locale,
  problem: Problem,
  headers: Headers,
  unknown: string,
): string {
  if (problem.status >= 500) return unknown;
  switch (problem.code) {
    case "too-many-requests": {
      const seconds = Number(headers.get("Retry-After") ?? 60);
      return sale.tooOften(seconds > 90 ? format.minutes(Math.ceil(seconds / 60)) : format.seconds(seconds));
    }
    case "not-on-sale":
      return problem.state === undefined ? sale.notOnSale : sale.nothingWasDone(states[problem.state]);
    case "withdrawn":
      return quantities.withdrawn;
    case "changed":
      return quantities.changedMeanwhile;
    case "lapsed":
      return sale.timeUp;
    case "invalid-state":
      return sale.notNow;
    default:
      return sale.notTaken;
  }
}

/** Why a code was not taken. */
export function codeSays({ words: { sale } }: Locale, { reason, usesLeft = 0 }: Problem): string {
  switch (reason) {
    case "unknown":
      return sale.codeUnknown;
    case "used":
      return sale.codeUsed;
    case "too-few-uses":
      return sale.codeShort(usesLeft);
    case "expired":
      return sale.codeExpired;
    case "not-yet":
      return sale.codeNotYet;
    case "wrong-type":
      return sale.codeOfOthers;
    case undefined:
      return sale.codeNotTaken;
  }
}

/** What of a ticket type can still be had. */
export const leftSays = ({ words: { sale } }: Locale, name: string, left: number): string =>
  left === 0 ? sale.noneLeft(name) : sale.fewLeft(left, name);

/** How many may be had, or must be taken. `name` is that of the type that it is about, if it is about one. */
export function limitSays({ words: { sale } }: Locale, { limit = 0, limitOf }: Problem, name: string): string {
  switch (limitOf) {
    case "most-of-type":
      return sale.mostOfType(limit, name);
    case "least-of-type":
      return sale.leastOfType(limit, name);
    case "most-per-fan":
      return sale.mostPerFan(limit);
    default:
      return sale.mostPerOrder(limit);
  }
}
