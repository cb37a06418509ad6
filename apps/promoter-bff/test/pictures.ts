import { crc32 } from "node:zlib";

/** A PNG of one colour, some kilobytes of it: a real one, with as much text in it as told. */
export async function png(width: number, height: number, text = ""): Promise<Uint8Array<ArrayBuffer>> {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = new Uint8Array((width + 1) * height);
  const deflated = new Response(rows).body?.pipeThrough(new CompressionStream("deflate"));
  const pixels = new Uint8Array(await new Response(deflated).arrayBuffer());
  return bytes(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk("IHDR", header),
    ...(text === "" ? [] : [chunk("tEXt", new TextEncoder().encode(text))]),
    chunk("IDAT", pixels),
    chunk("IEND", new Uint8Array()),
  );
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = bytes(new TextEncoder().encode(type), data);
  const ends = new DataView(new ArrayBuffer(8));
  ends.setUint32(0, data.length);
  ends.setUint32(4, crc32(named));
  return bytes(new Uint8Array(ends.buffer, 0, 4), named, new Uint8Array(ends.buffer, 4, 4));
}

function bytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
