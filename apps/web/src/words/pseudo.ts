import type { Words } from "./en.ts";

/** Makes one text of a pseudo-locale. */
export type Change = (text: string) => string;

/** `words` with every text changed by `change`, but for what is put into it: names and numbers stay what they are. */
export function pseudo(words: Words, change: Change): Words {
  // Same keys, and of each function the same arguments: the shape is that of `words`.
  return changed(words, change) as Words;
}

function changed(value: unknown, change: Change): unknown {
  if (typeof value === "string") return `[${change(value)}]`;
  if (typeof value === "function") {
    return (...given: unknown[]) => {
      const said: unknown = value(...given);
      return typeof said === "string" ? `[${around(said, given, change)}]` : changed(said, change);
    };
  }
  if (Array.isArray(value)) return value.map((each) => changed(each, change));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each, change)]));
  }
  return value;
}

/** `said`, changed but for the texts it was given. */
function around(said: string, given: readonly unknown[], change: Change): string {
  const [name, ...others] = given.filter((each) => typeof each === "string" && each !== "");
  if (typeof name !== "string") return change(said);
  return said
    .split(name)
    .map((part) => around(part, others, change))
    .join(name);
}

const PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz";
const ACCENTED = "ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļṀɱÑñÖöÞþɊʠŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž";
const ACCENTS = new Map([...PLAIN].map((letter, at) => [letter, [...ACCENTED][at] ?? letter]));

/** Accented, and 40 per cent longer. */
export const longer: Change = (text) => {
  const accented = [...text].map((letter) => ACCENTS.get(letter) ?? letter).join("");
  const more = Math.ceil([...text].filter((letter) => ACCENTS.has(letter)).length * 0.4);
  // Behind the last word, not behind the space after it: what comes next may be a name.
  return more === 0 ? accented : accented.replace(/\s*$/, (space) => ` ${"~".repeat(Math.max(1, more - 1))}${space}`);
};

/** Each word from right to left, as a language of that direction is: U+202E to U+202C. */
export const mirrored: Change = (text) =>
  text.replace(/[A-Za-z’'-]*[A-Za-z][A-Za-z’'-]*/g, (word) => `\u202e${word}\u202c`);
