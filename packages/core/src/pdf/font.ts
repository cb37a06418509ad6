/** A TrueType font, as far as writing with it needs: https://learn.microsoft.com/typography/opentype/spec/otff */
export interface Font {
  /** In thousandths of its size, as PDF wants them. */
  readonly ascent: number;
  readonly descent: number;
  readonly box: readonly [left: number, bottom: number, right: number, top: number];
  /** The number of the glyph for a character; 0, an empty box, where it has none. */
  glyphOf(codePoint: number): number;
  /** How far the glyph moves on, in thousandths of the font's size. */
  widthOf(glyph: number): number;
  /** A font file that can draw these glyphs alone, under the same numbers. */
  subset(glyphs: Iterable<number>): Uint8Array;
}

/** Whatever a PDF's reader needs of a font whose glyphs it is told by number; hints among them. */
const KEPT = ["cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"];

/** @throws Error for what is no TrueType font */
export function readFont(file: Uint8Array): Font {
  const tables = tablesOf(file);
  const table = (name: string): DataView => {
    const found = tables.get(name);
    if (found === undefined) throw new Error(`the font has no table ${name}`);
    return found;
  };
  const [head, hhea, hmtx, loca, glyf] = [table("head"), table("hhea"), table("hmtx"), table("loca"), table("glyf")];
  const count = table("maxp").getUint16(4);
  const perThousand = 1000 / head.getUint16(18);
  const wide = head.getInt16(50) === 1;
  const metrics = hhea.getUint16(34);
  const characters = charactersOf(table("cmap"));
  const offsetOf = (glyph: number): number => (wide ? loca.getUint32(glyph * 4) : loca.getUint16(glyph * 2) * 2);
  const outlineOf = (glyph: number): DataView =>
    part(glyf, offsetOf(glyph), Math.max(0, offsetOf(glyph + 1) - offsetOf(glyph)));
  const thousandths = (at: number, view = head): number => Math.round(view.getInt16(at) * perThousand);

  return {
    ascent: thousandths(4, hhea),
    descent: thousandths(6, hhea),
    box: [thousandths(36), thousandths(38), thousandths(40), thousandths(42)],
    glyphOf: (codePoint) => characters.get(codePoint) ?? 0,
    widthOf: (glyph) => hmtx.getUint16(Math.min(glyph, metrics - 1) * 4) * perThousand,
    subset(glyphs) {
      const kept = withParts([0, ...glyphs], outlineOf);
      const outlines = Array.from({ length: count }, (_, glyph) =>
        kept.has(glyph) ? bytesOf(outlineOf(glyph)) : NOTHING,
      );
      const places = new DataView(new ArrayBuffer((count + 1) * 4));
      let length = 0;
      outlines.forEach((outline, glyph) => {
        places.setUint32(glyph * 4, length);
        length += padded(outline.length);
      });
      places.setUint32(count * 4, length);
      const header = copyOf(head);
      header.setUint32(8, 0); // the whole file's sum, which readers of a PDF do not ask for
      header.setInt16(50, 1);
      const advances = copyOf(hmtx);
      for (let glyph = 0; glyph < metrics; glyph++) if (!kept.has(glyph)) advances.setUint32(glyph * 4, 0);
      const changed = new Map([
        ["head", bytesOf(header)],
        ["hmtx", bytesOf(advances)],
        ["loca", bytesOf(places)],
        ["glyf", joined(outlines, length)],
      ]);
      return fileOf(
        KEPT.flatMap((name) => {
          const own = tables.get(name);
          const bytes = changed.get(name) ?? (own && bytesOf(own));
          return bytes === undefined ? [] : [[name, bytes] as const];
        }),
      );
    },
  };
}

function tablesOf(file: Uint8Array): Map<string, DataView> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || view.getUint32(0) !== 0x00010000) throw new Error("this is no TrueType font");
  const tables = new Map<string, DataView>();
  for (let at = 12; at < 12 + view.getUint16(4) * 16; at += 16) {
    const name = String.fromCharCode(...file.subarray(at, at + 4));
    tables.set(name, part(view, view.getUint32(at + 8), view.getUint32(at + 12)));
  }
  return tables;
}

/** Glyphs by character, from the widest table that the font has: format 12, else format 4. */
function charactersOf(cmap: DataView): Map<number, number> {
  const offsets = Array.from({ length: cmap.getUint16(2) }, (_, n) => cmap.getUint32(8 + n * 8));
  const ofFormat = (format: number) => offsets.find((offset) => cmap.getUint16(offset) === format);
  const [groups, segments] = [ofFormat(12), ofFormat(4)];
  const glyphs = new Map<number, number>();
  if (groups !== undefined) {
    for (let at = groups + 16; at < groups + 16 + cmap.getUint32(groups + 12) * 12; at += 12) {
      const first = cmap.getUint32(at);
      for (let code = first; code <= cmap.getUint32(at + 4); code++)
        glyphs.set(code, cmap.getUint32(at + 8) + code - first);
    }
  } else if (segments !== undefined) {
    const size = cmap.getUint16(segments + 6); // two bytes for each segment
    for (let at = segments + 14; at < segments + 14 + size; at += 2) {
      const [last, first] = [cmap.getUint16(at), cmap.getUint16(at + size + 2)];
      const delta = cmap.getUint16(at + 2 * size + 2);
      const rangeAt = at + 3 * size + 2;
      const range = cmap.getUint16(rangeAt);
      for (let code = first; code <= last && code < 0xffff; code++) {
        const glyph = range === 0 ? code : cmap.getUint16(rangeAt + range + (code - first) * 2);
        if (glyph !== 0) glyphs.set(code, (glyph + delta) & 0xffff);
      }
    }
  }
  return glyphs;
}

/** The glyphs, and those that they are put together from. */
function withParts(glyphs: Iterable<number>, outlineOf: (glyph: number) => DataView): Set<number> {
  const all = new Set<number>();
  const left = [...glyphs];
  for (let glyph = left.pop(); glyph !== undefined; glyph = left.pop()) {
    if (all.has(glyph)) continue;
    all.add(glyph);
    const outline = outlineOf(glyph);
    if (outline.byteLength < 10 || outline.getInt16(0) >= 0) continue;
    for (let at = 10, more = true; more; ) {
      const flags = outline.getUint16(at);
      left.push(outline.getUint16(at + 2));
      const scale = flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0;
      at += 4 + (flags & 0x0001 ? 4 : 2) + scale;
      more = (flags & 0x0020) !== 0;
    }
  }
  return all;
}

function fileOf(tables: readonly (readonly [name: string, bytes: Uint8Array])[]): Uint8Array {
  const start = 12 + tables.length * 16;
  const file = new Uint8Array(tables.reduce((length, [, bytes]) => length + padded(bytes.length), start));
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x00010000);
  view.setUint16(4, tables.length);
  const power = 2 ** Math.floor(Math.log2(tables.length));
  view.setUint16(6, power * 16);
  view.setUint16(8, Math.log2(power));
  view.setUint16(10, (tables.length - power) * 16);
  let at = start;
  tables.forEach(([name, bytes], n) => {
    const entry = 12 + n * 16;
    for (let letter = 0; letter < 4; letter++) file[entry + letter] = name.charCodeAt(letter);
    file.set(bytes, at);
    view.setUint32(entry + 4, sumOf(view, at, padded(bytes.length)));
    view.setUint32(entry + 8, at);
    view.setUint32(entry + 12, bytes.length);
    at += padded(bytes.length);
  });
  return file;
}

function sumOf(view: DataView, from: number, length: number): number {
  let sum = 0;
  for (let at = from; at < from + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0;
  return sum;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const each of parts) {
    all.set(each, at);
    at += padded(each.length);
  }
  return all;
}

const NOTHING = new Uint8Array(0);
/** Tables and outlines begin at multiples of four bytes. */
const padded = (length: number): number => (length + 3) & ~3;
const part = (view: DataView, offset: number, length: number) =>
  new DataView(view.buffer, view.byteOffset + offset, length);
const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const copyOf = (view: DataView) => new DataView(bytesOf(view).slice().buffer);
