import type { EventForm } from "./event-form.ts";
import { isLines, isTree, type Path, WHOLE } from "./form-path.ts";
import { fieldsOf, isWords, sameValue } from "./same-value.ts";

/** What one field became; undefined where a whole line was not there, or is gone. */
export interface Change {
  readonly path: Path;
  readonly was: unknown;
  readonly is: unknown;
}

/** Every difference between two forms, by field; a line that came or went is one. */
export function listChanges(base: EventForm, mine: EventForm): readonly Change[] {
  const changes: Change[] = [];
  const compare = (path: Path, was: unknown, is: unknown): void => {
    if (sameValue(was, is, path.at(-1))) return;
    if (isLines(was) && isLines(is) && !isWords(was)) {
      const [before, after] = [was, is].map((lines) => new Map(lines.map((line) => [line.key, line])));
      const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
      for (const key of keys) compare([...path, key], before?.get(key), after?.get(key));
    } else if (isTree(was) && isTree(is) && !WHOLE.has(path.at(-1) ?? "")) {
      for (const field of fieldsOf(was, is)) compare([...path, field], was[field], is[field]);
    } else changes.push({ path, was, is });
  };
  compare([], base, mine);
  return changes;
}
