import { type JsonObject, valuesAt } from "./json.ts";
import type { Settings } from "./settings.ts";
import { tokenize, typosBetween } from "./text.ts";

/** How well one document fits one word of the query. */
export interface Fit {
  readonly typos: number;
  /** Where the word stands: the attribute's rank, then the position in it. Less is better. */
  readonly place: number;
  /** The very word, neither its beginning, a synonym nor a typo. */
  readonly exact: boolean;
}

const ATTRIBUTE = 100_000;

/** Rank of the attribute and position within it of a `place`. */
export const attributeOf = (place: number): number => Math.floor(place / ATTRIBUTE);

/** An inverted index: which document has which word where. */
export class TextIndex {
  readonly #settings: Settings;
  readonly #places = new Map<string, Map<string, number[]>>();
  readonly #words = new Map<string, readonly string[]>();
  readonly #synonyms: ReadonlyMap<string, readonly string[]>;
  #sorted: string[] | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#synonyms = new Map(Object.entries(settings.synonyms));
  }

  add(id: string, document: JsonObject): void {
    this.remove(id);
    const words = new Set<string>();
    this.attributes(document).forEach((attribute, rank) => {
      let position = 0;
      for (const value of valuesAt(document, attribute)) {
        if (typeof value !== "string" && typeof value !== "number") continue;
        for (const word of tokenize(String(value))) {
          words.add(word);
          this.#note(word, id, rank * ATTRIBUTE + Math.min(position++, ATTRIBUTE - 1));
        }
        position += 8; // words of neighbouring list elements are not neighbours
      }
    });
    this.#words.set(id, [...words]);
  }

  remove(id: string): void {
    for (const word of this.#words.get(id) ?? []) {
      const places = this.#places.get(word);
      places?.delete(id);
      if (places?.size === 0) {
        this.#places.delete(word);
        this.#sorted = undefined;
      }
    }
    this.#words.delete(id);
  }

  /** The attributes that are searched, best first. */
  attributes(document: JsonObject): readonly string[] {
    const { searchableAttributes } = this.#settings;
    return searchableAttributes.includes("*") ? Object.keys(document) : searchableAttributes;
  }

  /**
   * The documents that have the word `at` of the query's words, in `ranks` of attributes only when given: as it is,
   * as the beginning of a word when it is the last, with typos, by a synonym, joined with its neighbour, or in halves.
   */
  match(words: readonly string[], at: number, ranks: ReadonlySet<number> | null): Map<string, Fit> {
    const word = words[at] ?? "";
    const fits = new Map<string, Fit>();
    const asPrefix = at === words.length - 1 && this.#settings.prefixSearch === "indexingTime";
    this.#collect(fits, word, 0, true, ranks);
    if (asPrefix) for (const longer of this.#beginningWith(word)) this.#collect(fits, longer, 0, false, ranks);
    for (const phrase of this.#synonyms.get(word) ?? []) this.#collectAll(fits, tokenize(phrase), 0, ranks);
    const [before, after] = [words[at - 1], words[at + 1]];
    if (before !== undefined) this.#collect(fits, before + word, 1, false, ranks);
    if (after !== undefined) this.#collect(fits, word + after, 1, false, ranks);
    for (let cut = 2; cut <= word.length - 2; cut++) {
      this.#collectAll(fits, [word.slice(0, cut), word.slice(cut)], 1, ranks);
    }
    const most = this.#typosAllowed(word);
    if (most === 0) return fits;
    for (const known of this.#places.keys()) {
      const typos = typosBetween(word, known, most, asPrefix);
      if (typos > 0 && typos <= most) this.#collect(fits, known, typos, false, ranks);
    }
    return fits;
  }

  #typosAllowed(word: string): 0 | 1 | 2 {
    const { enabled, minWordSizeForTypos, disableOnWords, disableOnNumbers } = this.#settings.typoTolerance;
    if (!enabled || disableOnWords.includes(word) || (disableOnNumbers && /^\p{N}+$/u.test(word))) return 0;
    if (word.length < minWordSizeForTypos.oneTypo) return 0;
    return word.length < minWordSizeForTypos.twoTypos ? 1 : 2;
  }

  #note(word: string, id: string, place: number): void {
    let places = this.#places.get(word);
    if (places === undefined) {
      places = new Map();
      this.#places.set(word, places);
      this.#sorted = undefined;
    }
    const known = places.get(id);
    if (known === undefined) places.set(id, [place]);
    else known.push(place);
  }

  #beginningWith(start: string): string[] {
    this.#sorted ??= [...this.#places.keys()].sort();
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? "") < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (this.#sorted[end]?.startsWith(start)) end++;
    return this.#sorted.slice(low, end);
  }

  #collect(
    fits: Map<string, Fit>,
    word: string,
    typos: number,
    exact: boolean,
    ranks: ReadonlySet<number> | null,
  ): void {
    for (const [id, places] of this.#places.get(word) ?? []) {
      const place = ranks === null ? places[0] : places.find((each) => ranks.has(attributeOf(each)));
      if (place !== undefined) keepBetter(fits, id, { typos, place, exact });
    }
  }

  /** Documents with all of the words, one after the other. */
  #collectAll(
    fits: Map<string, Fit>,
    words: readonly string[],
    typos: number,
    ranks: ReadonlySet<number> | null,
  ): void {
    const [head, ...rest] = words.map((word) => this.#places.get(word));
    if (head === undefined) return;
    for (const [id, places] of head) {
      const place = places.find(
        (start) =>
          (ranks === null || ranks.has(attributeOf(start))) &&
          rest.every((others, step) => others?.get(id)?.includes(start + step + 1) ?? false),
      );
      if (place !== undefined) keepBetter(fits, id, { typos, place, exact: false });
    }
  }
}

function keepBetter(fits: Map<string, Fit>, id: string, fit: Fit): void {
  const known = fits.get(id);
  if (known === undefined || fit.typos < known.typos || (fit.typos === known.typos && fit.place < known.place)) {
    fits.set(id, fit);
  }
}
