import type { z } from "zod";
import type { FieldError } from "../api/answer.ts";

/** What was typed, as the contract's own schema takes it: the value to send, or what is wrong where. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T; readonly faults: null } | { readonly value: null; readonly faults: readonly FieldError[] } {
  const checked = schema.safeParse(value);
  if (checked.success) return { value: checked.data, faults: null };
  // The first complaint about each field: the others often follow from it.
  const faults = new Map<string, string>();
  for (const { path, message } of checked.error.issues) {
    const pointer = path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    if (!faults.has(pointer)) faults.set(pointer, message);
  }
  return { value: null, faults: Array.from(faults, ([pointer, detail]) => ({ pointer, detail })) };
}
