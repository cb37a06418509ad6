import MiniSearch, { type Options, type Query } from "minisearch";
import type { CatalogueEvent } from "../catalogue/catalogue.ts";
import { type EventWords, eventWords } from "./event-words.ts";
import { SYNONYMS } from "./synonyms.ts";
import { emojiOf, searchWords, typosForgiven } from "./words.ts";

/** An event by its place in the array the index was built over, and how well it fits. */
export interface Hit {
  readonly position: number;
  readonly score: number;
}

/** Finds events by words. Made by `loadSearchIndex`. */
export interface SearchIndex {
  /**
   * Events with every word of `text`, typos and endings forgiven, in no order. With `any`, those with at least one.
   * A text of emoji alone finds the names with all of them; one of neither words nor emoji finds nothing.
   */
  find(text: string, any?: boolean): Hit[];
  /** Events whose names have words that begin as the words of `text`, in no order. */
  complete(text: string): Hit[];
}

/** `text` asks for nothing in particular. */
export const isBlank = (text: string): boolean => text.trim() === "";

/**
 * An index over these events in this order, as text to be kept. Slow (seconds for 20,000 events): built once where the
 * catalogue changes, and loaded by everybody else.
 */
export function buildSearchIndex(events: readonly CatalogueEvent[]): string {
  const index = new MiniSearch<IndexedEvent>(OPTIONS);
  events.forEach((event, position) => {
    index.add({ position, ...eventWords(event, event.performances) });
  });
  const kept: KeptIndex = { format: FORMAT, made: fingerprint(events), index: index.toJSON() };
  return JSON.stringify(kept);
}

/** The index kept in `text`. Throws unless it was built over exactly these events in this order. */
export function loadSearchIndex(text: string, events: readonly CatalogueEvent[]): SearchIndex {
  // The text is our own, and comes with a checksum; its two marks below tell another format or catalogue.
  const kept = JSON.parse(text) as KeptIndex;
  if (kept.format !== FORMAT) throw new Error(`search index of format ${kept.format}, not ${FORMAT}`);
  if (kept.made !== fingerprint(events)) throw new Error("search index of another catalogue");
  const index = MiniSearch.loadJS<IndexedEvent>(kept.index, OPTIONS);
  let emojiPositions: ReadonlyMap<string, ReadonlySet<number>> | undefined;

  return {
    find(text, any = false) {
      const words = searchWords(text);
      if (words.length === 0) {
        emojiPositions ??= positionsByEmoji(events);
        return withAll(emojiOf(text), emojiPositions);
      }
      return hits(index, { combineWith: any ? "OR" : "AND", queries: words.map(forgiving) });
    },
    complete(text) {
      const words = searchWords(text);
      if (words.length === 0) return [];
      return hits(index, { combineWith: "AND", queries: words, fields: ["name"], prefix: true });
    },
  };
}

interface IndexedEvent extends EventWords {
  readonly position: number;
}

interface KeptIndex {
  readonly format: number;
  readonly made: string;
  readonly index: ReturnType<MiniSearch["toJSON"]>;
}

const FORMAT = 1;

/** No letter or digit, so that words can be joined and taken apart again by MiniSearch, which takes strings. */
const GAP = " ";

const OPTIONS: Options<IndexedEvent> = {
  idField: "position",
  fields: ["name", "about", "place", "summary"],
  extractField: (event, field) => (field === "position" ? event.position : event[field as keyof EventWords].join(GAP)), // MiniSearch asks for no other field
  tokenize: (words) => (words === "" ? [] : words.split(GAP)),
  processTerm: (word) => word,
  searchOptions: { boost: { name: 5, about: 2, place: 2, summary: 1 } },
};

function hits(index: MiniSearch<IndexedEvent>, query: Query): Hit[] {
  return index.search(query).map(({ id, score }) => ({ position: id, score }));
}

/** What counts as having the word: see each line. Only the last word may be unfinished. */
function forgiving(word: string, at: number, words: readonly string[]): Query {
  const last = at === words.length - 1;
  const before = words[at - 1];
  const after = words[at + 1];
  const exactly = [
    ...(SYNONYMS.get(word) ?? []),
    ...swaps(word), // MiniSearch counts two letters exchanged as two typos; people make it as one
    ...(before === undefined ? [] : [before + word]), // "ruby conf" for "RubyConf"
    ...(after === undefined ? [] : [word + after]),
  ];
  return {
    combineWith: "OR",
    queries: [
      { queries: [word], prefix: last, fuzzy: typosForgiven(word) },
      { queries: exactly, boostTerm: () => 0.6 },
      ...halves(word).map((pair) => ({ combineWith: "AND" as const, queries: [...pair], boostTerm: () => 0.4 })),
    ],
  };
}

function swaps(word: string): string[] {
  if (typosForgiven(word) === 0) return [];
  const letters = [...word];
  return letters.slice(1).flatMap((letter, at) => {
    const previous = letters[at];
    if (previous === undefined || previous === letter) return [];
    return [[...letters.slice(0, at), letter, previous, ...letters.slice(at + 2)].join("")];
  });
}

/** "rubyconf" for "Ruby Conf". */
function halves(word: string): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let cut = 2; cut <= word.length - 2; cut++) pairs.push([word.slice(0, cut), word.slice(cut)]);
  return word.length < 6 ? [] : pairs;
}

function positionsByEmoji(events: readonly CatalogueEvent[]): Map<string, Set<number>> {
  const positions = new Map<string, Set<number>>();
  events.forEach(({ name }, position) => {
    for (const emoji of emojiOf(name)) {
      const known = positions.get(emoji) ?? new Set();
      positions.set(emoji, known.add(position));
    }
  });
  return positions;
}

function withAll(emoji: readonly string[], positions: ReadonlyMap<string, ReadonlySet<number>>): Hit[] {
  const [first, ...rest] = emoji.map((each) => positions.get(each) ?? new Set<number>());
  if (first === undefined) return [];
  return [...first].filter((at) => rest.every((set) => set.has(at))).map((position) => ({ position, score: 1 }));
}

/** Tells one list of events from another: FNV-1a over their ids and times of change, in order. */
function fingerprint(events: readonly CatalogueEvent[]): string {
  let hash = 0x811c9dc5;
  const mix = (code: number) => {
    hash = Math.imul(hash ^ code, 0x01000193);
  };
  for (const { id, changedAt } of events) {
    for (let at = 0; at < id.length; at++) mix(id.charCodeAt(at));
    mix(changedAt);
  }
  return `${events.length}-${(hash >>> 0).toString(16)}`;
}
