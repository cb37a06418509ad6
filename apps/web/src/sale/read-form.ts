import { readText } from "../read-text.ts";

/** An order of a thousand tickets with names and answers. */
const MAX_BYTES = 512 * 1024;

/** The fields of a form that was sent; `null` for what is none, or too long. */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return null;
  const text = await readText(request, MAX_BYTES);
  return text === null ? null : new URLSearchParams(text);
}
