import type { Problem } from "@liveotter/contracts/problem";
import type { Result } from "@liveotter/contracts/public/client";

/** Something that stands in the way, said on top of the page and, with `field` (an element's id), beside that field. */
export interface Hurdle {
  readonly field: string | null;
  readonly text: string;
}

export type Failed = Extract<Result<unknown>, { readonly ok: false }>;

/** What is said of refusals that are about no field and no ticket. `unknown` is what is not known where nothing answered. */
export function generalHurdle(failed: Failed, unknown: string): Hurdle {
  const text = failed.problem === null ? unknown : said(failed.problem, failed.headers, unknown);
  return { field: null, text };
}

function said(problem: Problem, headers: Headers, unknown: string): string {
  if (problem.status >= 500) return unknown;
  if (problem.code === "too-many-requests") {
    const seconds = Number(headers.get("Retry-After") ?? 60);
    return `That was too often in a short time. Please wait ${seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`} and try again.`;
  }
  return problem.detail ?? `${problem.title}.`;
}

const CODE_SAYS = {
  unknown: "There is no such code. Check for typing errors.",
  used: "This code has been used up.",
  expired: "This code is no longer valid.",
  "not-yet": "This code is not valid yet.",
  "wrong-type": "This code is for none of the tickets you chose.",
} as const;

/** Why a code was not taken. */
export const codeSays = (problem: Problem): string =>
  problem.reason === undefined ? (problem.detail ?? problem.title) : CODE_SAYS[problem.reason];
