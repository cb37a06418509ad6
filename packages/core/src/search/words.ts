import { foldText } from "../fold-text.ts";

/**
 * The words of a text as both search engines see them: folded, composed (so that Korean syllables stay whole), each
 * once. Scripts written without spaces become pairs of letters: "東京大会" is 東京, 京大, 大会; a single letter stays alone.
 */
export function searchWords(text: string): string[] {
  const words = new Set<string>();
  for (const word of foldText(text).normalize("NFC").split(" ")) {
    for (const run of word.split(SPACELESS)) {
      if (run === "") continue;
      if (!startsSpaceless(run)) words.add(run);
      else for (const pair of letterPairs(run)) words.add(pair);
    }
  }
  return [...words];
}

/** `searchWords` of a name, and the words inside its compounds: "RubyConf2026" is also ruby, conf and 2026. */
export function nameWords(name: string): string[] {
  const apart = name
    .replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ")
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, "$1 ")
    .replace(/(\p{L})(?=\p{N}{4})/gu, "$1 ");
  return [...new Set([...searchWords(name), ...searchWords(apart)])];
}

/** The emoji of a text, each once, without skin tones and presentation marks. */
export function emojiOf(text: string): string[] {
  const found = text.match(/\p{RGI_Emoji}|\p{Emoji_Presentation}|\p{Extended_Pictographic}/gv) ?? [];
  return [...new Set(found.map((emoji) => emoji.replace(/[\u{fe0f}\u{1f3fb}-\u{1f3ff}]/gu, "")))];
}

/**
 * How many letters of a word may be wrong: those of Meilisearch's defaults, so that both engines forgive alike. None
 * in a word with a digit: another year is another event.
 */
export function typosForgiven(word: string): 0 | 1 | 2 {
  if (word.length < 5 || /\p{N}/u.test(word)) return 0;
  return word.length < 9 ? 1 : 2;
}

const SPACELESS = /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}ー]+)/u;

const startsSpaceless = (run: string): boolean => SPACELESS.test(run);

function letterPairs(run: string): string[] {
  const letters = [...run];
  if (letters.length < 2) return letters;
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}
