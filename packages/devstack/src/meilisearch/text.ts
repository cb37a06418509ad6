/** A facet's or filter's value as Meilisearch compares it: no case, no accents. Remembered: every search asks again. */
export function foldValue(text: string): string {
  const known = folded.get(text);
  if (known !== undefined) return known;
  const made = ASCII.test(text) ? text.toLowerCase() : text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  if (folded.size > 200_000) folded.clear();
  folded.set(text, made);
  return made;
}

const folded = new Map<string, string>();
const ASCII = /^[\x20-\x7e]*$/;

/** The words of a text, in order, as they are indexed and asked for. Scripts without spaces by the platform's dictionary. */
export function tokenize(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC").toLowerCase();
  const words: string[] = [];
  for (const run of plain.match(/[\p{L}\p{N}]+/gu) ?? []) {
    if (!SPACELESS.test(run)) words.push(run);
    else for (const { segment, isWordLike } of segmenter.segment(run)) if (isWordLike) words.push(segment);
  }
  return words;
}

const SPACELESS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const segmenter = new Intl.Segmenter("und", { granularity: "word" });

/**
 * Letters to add, drop, change or exchange with their neighbour to make `b` of `a` (optimal string alignment); more
 * than `most` is told as `most + 1`. With `prefix`, only a beginning of `b` needs to be made. A wrong first letter
 * counts twice: https://www.meilisearch.com/docs/learn/relevancy/typo_tolerance_settings
 */
export function typosBetween(a: string, b: string, most: number, prefix: boolean): number {
  const tooMany = most + 1;
  if (a.length - b.length > most || (!prefix && b.length - a.length > most)) return tooMany;
  const width = Math.min(b.length, a.length + most);
  let before: number[] = [];
  let row = Array.from({ length: width + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= width; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return tooMany;
    before = row;
    row = next;
  }
  const typos = prefix ? Math.min(...row) : (row[b.length] ?? tooMany);
  return typos > 0 && a[0] !== b[0] ? typos + 1 : typos;
}
