/** The way to a value in a form: names of fields, and keys of lines where there is a list of them. */
export type Path = readonly string[];

/** A path as one word, for maps and for the `data-path` of a field. */
export const pathName = (path: Path): string => path.join("/");

/** Whether `path` is `whole` or within it. */
export const isWithin = (path: Path, whole: Path): boolean => whole.every((step, index) => path[index] === step);

export type Tree = Readonly<Record<string, unknown>>;
export type Line = Tree & { readonly key: string };

export const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isLine = (value: unknown): value is Line => isTree(value) && typeof value.key === "string";

/** Whether these are lines that know each other by their keys, and not a list of words. */
export const isLines = (value: unknown): value is readonly Line[] => Array.isArray(value) && value.every(isLine);

/** What stands at `path`; undefined where nothing does, such as a line that was deleted. */
export function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = value.find((line) => isLine(line) && line.key === step);
    else if (isTree(value)) value = value[step];
    else return undefined;
  }
  return value;
}

/**
 * `root` with another value at `path`: undefined takes a line away, and a line that is not there yet is added at the
 * end. What the path does not touch stays the same object, so that a table's other rows need not be drawn again.
 */
export function withValueAt<T>(root: T, path: Path, value: unknown): T;
export function withValueAt(root: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(root)) {
    const at = root.findIndex((line) => isLine(line) && line.key === step);
    const before = at < 0 ? undefined : root[at];
    // A field of a line that is gone has nowhere to be.
    if (before === undefined && (rest.length > 0 || value === undefined)) return root;
    const after = withValueAt(before, rest, value);
    if (after === undefined) return root.filter((_, index) => index !== at);
    return at < 0 ? [...root, after] : root.with(at, after);
  }
  if (!isTree(root)) return root;
  return { ...root, [step]: withValueAt(root[step], rest, value) };
}

/** Fields whose values make sense only whole: half a place or half a moment of each of two people would be neither's. */
export const WHOLE: ReadonlySet<string> = new Set(["where", "presale", "onSale", "end", "phases"]);
