/** What a JSON object is before anything is known of it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === "string");

/** The values at a dotted path, those of lists each by itself; nothing where the path ends early. `null` is a value. */
export function valuesAt(document: unknown, path: string): unknown[] {
  if (Array.isArray(document)) return document.flatMap((each) => valuesAt(each, path));
  if (!isObject(document)) return [];
  if (path in document) return spread(document[path]);
  const dot = path.indexOf(".");
  return dot < 0 ? [] : valuesAt(document[path.slice(0, dot)], path.slice(dot + 1));
}

/** Whether the path leads to anything at all, an empty list included. */
export function existsAt(document: unknown, path: string): boolean {
  if (Array.isArray(document)) return document.some((each) => existsAt(each, path));
  if (!isObject(document)) return false;
  if (path in document) return true;
  const dot = path.indexOf(".");
  return dot >= 0 && existsAt(document[path.slice(0, dot)], path.slice(dot + 1));
}

const spread = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(spread) : [value]);
