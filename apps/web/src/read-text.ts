/** The text that a request brings; `null` once it is longer than `maxBytes`, of which no more is read. */
export async function readText(request: Request, maxBytes: number): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of request.body ?? []) {
    bytes += part.byteLength;
    if (bytes > maxBytes) return null;
    parts.push(part);
  }
  return new Blob(parts).text();
}
