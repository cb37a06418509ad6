import { readText } from "../read-text.ts";

/** An order of a thousand tickets with names and answers. */
const MAX_BYTES = 512 * 1024;

/** The fields of a form that was sent, in either way that forms are; `null` for what is none, or too long. */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i.test(type)) return null;
  const text = await readText(request, MAX_BYTES);
  if (text === null) return null;
  return /^multipart/i.test(type) ? partsOf(text, type) : new URLSearchParams(text);
}

/** Files left out: nothing asks for any. */
async function partsOf(text: string, type: string): Promise<URLSearchParams | null> {
  try {
    const form = await new Response(text, { headers: { "Content-Type": type } }).formData();
    return new URLSearchParams(
      [...form].flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : [])),
    );
  } catch {
    return null;
  }
}
