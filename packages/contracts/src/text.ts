import { z } from "@hono/zod-openapi";
import { foldText } from "@liveotter/core/fold-text";

/** Half a surrogate pair is no text: no store takes it. */
export const wellFormed = (text: string) => text.isWellFormed();
export const HALF = "must be well-formed Unicode";

/** One line that a person reads: trimmed, never empty, without control characters. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(wellFormed, HALF)
    // Some single letters fold into a whole sentence.
    .refine((text) => foldText(text).length <= 3 * max, "too long once spelled out")
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "must not contain control characters");

/** Text of several lines: line breaks and tabs are welcome, other control characters are not. */
export const prose = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine(wellFormed, HALF)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out is the purpose
    .regex(/^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]*$/, "must not contain control characters");

/** What somebody types to find things; nothing but spaces finds everything. */
export const SearchText = z
  .string()
  .trim()
  .max(200)
  .refine(wellFormed, HALF)
  .regex(/^[^\p{Cc}]*$/u, "must not contain control characters");
