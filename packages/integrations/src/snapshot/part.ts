/** One stored value: gzipped JSON under a key that is made of its content, so that equal content is stored once. */
export interface PartRef {
  readonly key: string;
  /** Of the stored bytes, hex. */
  readonly sha256: string;
  /** Stored, not unpacked. */
  readonly bytes: number;
}

export interface Part {
  readonly ref: PartRef;
  readonly bytes: ArrayBuffer;
}

/** KV refuses values over 25 MB. Far below that, a part is unpacked and parsed without a long pause or a high peak. */
export const MAX_PART_BYTES = 4_000_000;

export class SnapshotPartError extends Error {
  override readonly name = "SnapshotPartError";
}

/** `text` as parts: one, unless it packs to more than a part may hold. */
export async function packParts(text: string): Promise<Part[]> {
  const packed = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  const parts: Part[] = [];
  for (let at = 0; at < packed.byteLength; at += MAX_PART_BYTES) {
    const bytes = packed.slice(at, at + MAX_PART_BYTES);
    const sha256 = await digest(bytes);
    parts.push({ ref: { key: `catalogue:part:${sha256}`, sha256, bytes: bytes.byteLength }, bytes });
  }
  return parts;
}

/** The text that was packed. Rejects with `SnapshotPartError` when a part is missing or is not what it was. */
export async function unpackParts(
  refs: readonly PartRef[],
  get: (key: string) => Promise<ArrayBuffer | null>,
): Promise<string> {
  const parts = await Promise.all(refs.map(async (ref) => verified(ref, await get(ref.key))));
  return new Response(new Blob(parts).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

async function verified(ref: PartRef, bytes: ArrayBuffer | null): Promise<ArrayBuffer> {
  if (bytes === null) throw new SnapshotPartError(`${ref.key} is missing`);
  if ((await digest(bytes)) !== ref.sha256) throw new SnapshotPartError(`${ref.key} is damaged`);
  return bytes;
}

async function digest(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
