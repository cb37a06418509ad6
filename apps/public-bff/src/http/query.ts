import type { Parsed } from "@liveotter/contracts/public/questions";
import type { z } from "zod";

/** Distinct query strings remembered per parser. */
const REMEMBERED = 1000;
/** Longer ones are parsed each time: nobody asks them twice, and they would fill the memory. */
const LONGEST_REMEMBERED = 512;

/**
 * A parser of query strings (with their `?`) by `schema`, ending in `make`. Fans ask the same few questions thousands
 * of times a second, so the outcome is remembered; it depends on nothing but the string. Parameters that the schema
 * does not know are ignored; one that it knows may be given once. `make` may refuse by returning errors.
 */
export function queryParser<Schema extends z.ZodObject, T>(
  schema: Schema,
  make: (params: z.output<Schema>) => Parsed<T>,
): (search: string) => Parsed<T> {
  const remembered = new Map<string, Parsed<T>>();
  const parse = (search: string): Parsed<T> => {
    const { params, repeated } = readParams(search, schema.shape);
    if (repeated.length > 0) {
      return { ok: false, errors: repeated.map((pointer) => ({ pointer, detail: "may be given once" })) };
    }
    const read = schema.safeParse(params);
    if (read.success) return make(read.data);
    const errors = read.error.issues.map(({ path, message }) => ({
      pointer: path.map(String).join("."),
      detail: message,
    }));
    return { ok: false, errors };
  };
  return (search) => {
    const known = remembered.get(search);
    if (known !== undefined) return known;
    const parsed = parse(search);
    if (search.length > LONGEST_REMEMBERED) return parsed;
    for (const oldest of remembered.keys()) {
      if (remembered.size < REMEMBERED) break;
      remembered.delete(oldest);
    }
    remembered.set(search, parsed);
    return parsed;
  };
}

/** The part of an address from its `?` on; empty when there is none. */
export function searchOf(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at);
}

function readParams(search: string, known: Readonly<Record<string, unknown>>) {
  const params: Record<string, string> = {};
  const repeated: string[] = [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (!Object.hasOwn(known, name)) continue;
    if (Object.hasOwn(params, name)) repeated.push(name);
    params[name] = value;
  }
  return { params, repeated };
}
