type Entry = [field: string, value: string];

/** Fields and values as letters for a cookie: as many of the first as fit in so many bytes; `null` for none. */
export function encodeEntries(entries: readonly Entry[], roomBytes: number): string | null {
  const kept: Entry[] = [];
  let room = roomBytes;
  for (const entry of entries) {
    room -= bytesOf([entry]).length;
    if (room < 0) break;
    kept.push(entry);
  }
  if (kept.length === 0) return null;
  // Only letters that a cookie takes as they are: escaped, some names would be longer than it may be.
  const letters = btoa(String.fromCharCode(...bytesOf(kept)))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
  return letters.replace(/=+$/, "");
}

/** The same entries, of fields that look like `fields`; none for what was not written by us. */
export function decodeEntries(cookie: string | undefined, fields: RegExp): Entry[] {
  if (cookie === undefined) return [];
  try {
    const bytes = Uint8Array.from(atob(cookie.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
      letter.charCodeAt(0),
    );
    const sent: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const entries: Entry[] = [];
    for (const [field, value] of Array.isArray(sent) ? sent : []) {
      if (typeof field === "string" && typeof value === "string" && fields.test(field)) entries.push([field, value]);
    }
    return entries;
  } catch {
    return []; // Not written by us.
  }
}

const bytesOf = (entries: readonly Entry[]): Uint8Array => new TextEncoder().encode(JSON.stringify(entries));
