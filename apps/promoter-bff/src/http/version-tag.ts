import { ProblemError } from "@liveotter/contracts/http/problem-reply";

/** The ETag of something that counts its versions. */
export const versionTag = ({ version }: { readonly version: number }): string => `"${version}"`;

/**
 * The version that `If-Match` names; `undefined` without the header. `W/` is let pass, since what compresses answers on
 * the way weakens their tags, and a version says no less for that.
 * @throws ProblemError for anything but one ETag as we give them: `*` would overwrite what nobody has read
 */
export function versionIn(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined) return undefined;
  const [, digits] = /^(?:W\/)?"([1-9]\d{0,9})"$/.exec(ifMatch.trim()) ?? [];
  // What the database cannot count to is no version of anything.
  if (digits !== undefined) return Math.min(Number(digits), 2 ** 31 - 1);
  const errors = [{ pointer: "if-match", detail: "must be the one ETag that came with what was read" }];
  throw new ProblemError("invalid-request", { errors });
}
