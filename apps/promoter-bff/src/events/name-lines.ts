import { asId, type Id } from "@liveotter/core/ids";
import { newId } from "@liveotter/database/new-id";
import type { FieldErrors } from "@liveotter/database/promoter/place-performances";

/** The lines of one list by what others may call them: the `id` of one that is kept, the `ref` of one that is new. */
export interface NamedLines<T extends Id<string>> {
  /** Of each line, in order; a new one's is made here, before anything is written. */
  readonly ids: readonly T[];
  readonly names: ReadonlyMap<string, T>;
}

/** Whether an id is one of this event's is asked elsewhere; here, that no two lines have one name. */
export function nameLines<T extends Id<string>>(
  inputs: readonly { readonly id?: string | undefined; readonly ref?: string | undefined }[],
  list: string,
  errors: FieldErrors,
): NamedLines<T> {
  const names = new Map<string, T>();
  const ids = inputs.map(({ id: given, ref }, index) => {
    // The contract lets nothing but a UUID through.
    const id = (given === undefined ? null : asId<T>(given.toLowerCase())) ?? newId<T>();
    if (ref !== undefined && names.has(ref)) {
      errors.push({ pointer: `/${list}/${index}/ref`, detail: "is another line's name" });
    }
    names.set(id, id);
    if (ref !== undefined) names.set(ref, id);
    return id;
  });
  return { ids, names };
}

/** The lines of a list that stays as it is. */
export const namesOf = <T extends Id<string>>(lines: readonly { readonly id: T }[]): NamedLines<T>["names"] =>
  new Map(lines.map(({ id }) => [id, id]));

/** The lines that these words name, each of them once; what is wrong is pointed at below `pointer`. */
export function resolveAll<T extends Id<string>>(
  words: readonly string[],
  names: NamedLines<T>["names"],
  pointer: string,
  errors: FieldErrors,
): T[] {
  const found = new Set<T>();
  for (const [index, word] of words.entries()) {
    const id = names.get(word.toLowerCase());
    if (id === undefined) errors.push({ pointer: `${pointer}/${index}`, detail: NO_LINE });
    else if (found.has(id)) errors.push({ pointer: `${pointer}/${index}`, detail: "is here already" });
    else found.add(id);
  }
  return [...found];
}

/** The same for what was never there, is taken away, or is somebody else's. */
export const NO_LINE = "names no line that this event has then";
