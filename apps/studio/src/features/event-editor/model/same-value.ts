import { numberKey } from "../../../ui/number-text.ts";
import { isLines, isTree, type Tree } from "./form-path.ts";
import { linesIn } from "./lines-in.ts";

/** Fields of which "12.5" and "12.50" say the same. */
const NUMBERS = new Set([
  "price",
  "perTicket",
  "perOrder",
  "percent",
  "rate",
  "durationMinutes",
  "minPerOrder",
  "maxPerOrder",
  "capacity",
]);

/**
 * Whether two values of a field called `name` mean the same to the server, which trims texts and reads numbers. Lists of
 * lines and of words are compared without their order: no edit here is an edit of order.
 */
export function sameValue(a: unknown, b: unknown, name = ""): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === "string" && typeof b === "string") return sameText(a.trim(), b.trim(), name);
  if (isLines(a) && isLines(b))
    return a.length === b.length && a.every((line) => sameValue(line, withKey(b, line.key)));
  if (isWords(a) && isWords(b)) return a.length === b.length && a.every((word) => b.includes(word));
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => sameValue(each, b[index], name));
  }
  return isTree(a) && isTree(b) && fieldsOf(a, b).every((field) => sameValue(a[field], b[field], field));
}

export const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((word) => typeof word === "string");

/** The fields that either has. */
export const fieldsOf = (a: Tree, b: Tree): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

const withKey = <T extends { readonly key: string }>(lines: readonly T[], key: string): T | undefined =>
  lines.find((line) => line.key === key);

function sameText(a: string, b: string, name: string): boolean {
  if (a === b) return true;
  if (name === "lineUp") return linesIn(a).join("\n") === linesIn(b).join("\n");
  if (!NUMBERS.has(name) || a === "" || b === "") return false;
  return numberKey(a) === numberKey(b);
}
