/** Letters that Unicode does not take apart into a base letter and a mark. */
const WHOLE: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
};

/**
 * Text as people type it when they cannot be bothered: lower case, no accents, one space between words, emoji and
 * punctuation gone. Cities, names and queries are compared in this form.
 */
export function foldText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþıħŧŋ]/g, (letter) => WHOLE[letter] ?? letter)
    .replace(/['’‘`´]/g, "")
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}
