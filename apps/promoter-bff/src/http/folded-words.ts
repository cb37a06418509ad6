import { foldText } from "@liveotter/core/fold-text";

/** More than these make no search any finer. */
const MOST_WORDS = 10;
/** As many code points as the index holds of each. */
const WORD_LENGTH = 100;

/** What is typed to search, as words to find by their beginnings; each once. Empty when it holds no letter or digit. */
export function foldedWords(typed: string): string[] {
  const words = foldText(typed).split(" ").filter(Boolean);
  return [...new Set(words.map((word) => [...word].slice(0, WORD_LENGTH).join("")))].slice(0, MOST_WORDS);
}
