/** An order of a thousand tickets with names and answers. */
const MAX_BYTES = 512 * 1024;

/** The fields of a form that was sent; `null` for what is none, or too long. */
export async function readForm(request: Request): Promise<URLSearchParams | null> {
  const type = request.headers.get("Content-Type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) return null;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) return null;
    parts.push(part);
  }
  return new URLSearchParams(await new Blob(parts).text());
}
