import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { asId, asOutboxId, type Id } from "@liveotter/core/ids";
import { z } from "zod";

/** A page's last key as one word that means nothing to anybody else. */
export function encodeCursor(key: object): string {
  const bytes = new TextEncoder().encode(JSON.stringify(key));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The key in a cursor of this list, `undefined` without one. @throws ProblemError for one that was not given out for it */
export function decodeCursor<Key>(cursor: string | undefined, schema: z.ZodType<Key>): Key | undefined {
  if (cursor === undefined) return undefined;
  const { success, data } = schema.safeParse(contentOf(cursor));
  if (success) return data;
  throw new ProblemError("invalid-request", {
    errors: [{ pointer: "cursor", detail: "is not one that was given out for this list" }],
  });
}

function contentOf(cursor: string): unknown {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")), (byte) => byte.charCodeAt(0));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return undefined;
  }
}

/** An id inside a cursor. */
export const keyId = <T extends Id<string>>() =>
  z.string().transform((text, context): T => {
    const id = asId<T>(text);
    if (id !== null) return id;
    context.addIssue({ code: "custom", message: "no id" });
    return z.NEVER;
  });

/** A row's number inside a cursor. */
export const keyNumber = () =>
  z.string().transform((text, context) => {
    const number = asOutboxId(text);
    if (number !== null) return number;
    context.addIssue({ code: "custom", message: "no number" });
    return z.NEVER;
  });
