import type { EventForm } from "./event-form.ts";
import { isLines, isTree, type Line, type Path, type Tree, WHOLE } from "./form-path.ts";
import { fieldsOf, isWords, sameValue } from "./same-value.ts";

export interface Merged {
  /** With `mine` where both sides say something different. */
  readonly form: EventForm;
  /** Where that is: the true conflicts. A whole line, when one side deleted what the other changed. */
  readonly conflicts: readonly Path[];
}

/**
 * What two sides made of `base`, brought together field by field and line by line. What one side alone changed is taken
 * from it. `sent` is what this side may have saved without hearing the answer: finding that again is no conflict.
 */
export function mergeForms(base: EventForm, mine: EventForm, theirs: EventForm, sent?: EventForm): Merged {
  const conflicts: Path[] = [];
  const merge = (path: Path, from: Sides): unknown => {
    const [b, m, t, s] = from;
    const name = path.at(-1) ?? "";
    if (isLines(m) && isLines(t)) return mergeLines(path, isLines(b) ? b : [], m, t, isLines(s) ? s : []);
    if (sameValue(m, t, name)) return m;
    if (sameValue(b, m, name)) return t;
    if (sameValue(b, t, name)) return m;
    if (sent !== undefined && sameValue(s, t, name)) return m;
    if (isWords(m) && isWords(t)) return mergeWords(isWords(b) ? b : [], m, t);
    if (isTree(m) && isTree(t) && !WHOLE.has(name)) return mergeTrees(path, treeOf(b), m, t, treeOf(s));
    conflicts.push(path);
    return m;
  };
  const mergeTrees = (path: Path, b: Tree, m: Tree, t: Tree, s: Tree): Tree =>
    Object.fromEntries(
      fieldsOf(m, t).map((field) => [field, merge([...path, field], [b[field], m[field], t[field], s[field]])]),
    );
  /** In my order, so that no row jumps while it is edited; what they added comes after. */
  const mergeLines = (path: Path, b: readonly Line[], m: readonly Line[], t: readonly Line[], s: readonly Line[]) => {
    const [bases, mines, theirLines, sents] = [byKey(b), byKey(m), byKey(t), byKey(s)];
    const lines = [...new Set([...mines.keys(), ...theirLines.keys()])].map((key) =>
      merge([...path, key], [bases.get(key), mines.get(key), theirLines.get(key), sents.get(key)]),
    );
    const kept = lines.filter((line) => line !== undefined);
    return kept.length === m.length && kept.every((line, index) => line === m[index]) ? m : kept;
  };
  const form: unknown = mergeTrees([], treeOf(base), treeOf(mine), treeOf(theirs), treeOf(sent));
  // Both sides are forms, and `merge` takes each field from one of them.
  return { form: form as EventForm, conflicts };
}

type Sides = readonly [base: unknown, mine: unknown, theirs: unknown, sent: unknown];

const treeOf = (value: unknown): Tree => (isTree(value) ? value : {});
const byKey = (lines: readonly Line[]) => new Map(lines.map((line) => [line.key, line]));

/** With the words that either side added, without those that either took away. */
function mergeWords(base: readonly string[], mine: readonly string[], theirs: readonly string[]): readonly string[] {
  const kept = mine.filter((word) => theirs.includes(word) || !base.includes(word));
  return [...kept, ...theirs.filter((word) => !mine.includes(word) && !base.includes(word))];
}
