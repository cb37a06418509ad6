import { z } from "@hono/zod-openapi";
import { ProblemError } from "@liveotter/contracts/http/problem-reply";

/** The ETag of something that counts its versions. */
export const versionTag = ({ version }: { readonly version: number }): string => `"${version}"`;

/** How routes declare it. */
export const ETAG = { ETag: { schema: { type: "string" as const }, description: "Its version, for `If-Match`" } };

const tag = z.string().optional();
/** For changes. That it is absent is `neededVersionIn`'s to say, by 428. */
export const IfMatch = z.object({
  "if-match": tag.openapi({ description: "The ETag that was read.", example: '"3"', param: { required: true } }),
});
/** For steps, which may go on from any version. */
export const IfMatchOptional = z.object({ "if-match": tag });

/** The version that `If-Match` names. @throws ProblemError without the header, too */
export function neededVersionIn(ifMatch: string | undefined): number {
  const version = versionIn(ifMatch);
  if (version === undefined) throw new ProblemError("precondition-required", { detail: "Send If-Match." });
  return version;
}

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
