import type { Font } from "./font.ts";

/** What stands on a page. Lengths are points, from the lower left corner; greys go from 0, black, to 1. */
export type Mark =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly font: "regular" | "bold";
      readonly size: number;
      readonly x: number;
      /** Of the base line. */
      readonly y: number;
      readonly grey?: number;
    }
  /** One shape of many boxes, so that no light shows between those that touch. */
  | { readonly kind: "boxes"; readonly boxes: Iterable<Box>; readonly grey?: number };

export type Box = readonly [x: number, y: number, width: number, height: number];

export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly marks: Iterable<Mark>;
}

export interface PdfOptions {
  readonly title: string;
  /** Of the text: `en`. */
  readonly language: string;
  readonly fonts: Readonly<Record<FontName, Font>>;
  /** Packs bytes as zlib does (RFC 1950). */
  readonly deflate: (bytes: Uint8Array) => Promise<Uint8Array>;
}

type FontName = "regular" | "bold";
const FONTS = ["regular", "bold"] as const;

/**
 * A PDF 1.7 (ISO 32000-1), piece by piece, so that a long one is never whole in memory. Its fonts are embedded, with the
 * glyphs that were used alone; text can be searched and copied. A character that a font lacks becomes an empty box.
 */
export async function* writePdf(
  pages: Iterable<PdfPage> | AsyncIterable<PdfPage>,
  { title, language, fonts, deflate }: PdfOptions,
): AsyncGenerator<Uint8Array> {
  const [CATALOG, PAGES, INFO, RESOURCES, FONT_OBJECTS] = [1, 2, 3, 4, 5];
  const PER_FONT = 5;
  let next = FONT_OBJECTS + FONTS.length * PER_FONT;
  const places: number[] = [];
  let length = 0;
  const write = (...parts: (string | Uint8Array)[]): Uint8Array => {
    const bytes = join(parts);
    length += bytes.length;
    return bytes;
  };
  const object = (number: number, ...body: (string | Uint8Array)[]): Uint8Array => {
    places[number] = length;
    return write(`${number} 0 obj\n`, ...body, "\nendobj\n");
  };
  const stream = async (number: number, content: Uint8Array, more = ""): Promise<Uint8Array> => {
    const packed = await deflate(content);
    const head = `<</Length ${packed.length}/Filter/FlateDecode${more}>>\nstream\n`;
    return object(number, head, packed, "\nendstream");
  };

  // The second line tells whoever moves the file that it is not text.
  yield write("%PDF-1.7\n%", Uint8Array.of(0xe2, 0xe3, 0xcf, 0xd3), "\n");
  const used = { regular: new Map<number, number>(), bold: new Map<number, number>() };
  const kids: number[] = [];
  for await (const { width, height, marks } of pages) {
    const [page, content] = [next++, next++];
    kids.push(page);
    const box = `/MediaBox[0 0 ${width} ${height}]`;
    yield object(page, `<</Type/Page/Parent ${PAGES} 0 R${box}/Resources ${RESOURCES} 0 R/Contents ${content} 0 R>>`);
    yield await stream(content, latin(Array.from(marks, (mark) => drawn(mark, fonts, used)).join("")));
  }

  for (const [n, name] of FONTS.entries()) {
    const at = FONT_OBJECTS + n * PER_FONT;
    const [font, glyphs] = [fonts[name], used[name]];
    const named = `/${subsetTag(n)}+${name === "bold" ? "Ticket-Bold" : "Ticket"}`;
    const widths = [...glyphs.keys()].sort((a, b) => a - b).map((glyph) => `${glyph}[${short(font.widthOf(glyph))}]`);
    yield object(
      at,
      `<</Type/Font/Subtype/Type0/BaseFont${named}/Encoding/Identity-H/DescendantFonts[${at + 1} 0 R]/ToUnicode ${at + 4} 0 R>>`,
    );
    yield object(
      at + 1,
      `<</Type/Font/Subtype/CIDFontType2/BaseFont${named}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>`,
      `/FontDescriptor ${at + 2} 0 R/CIDToGIDMap/Identity/DW 0/W[${widths.join("")}]>>`,
    );
    yield object(
      at + 2,
      `<</Type/FontDescriptor/FontName${named}/Flags 4/FontBBox[${font.box.join(" ")}]/ItalicAngle 0`,
      `/Ascent ${font.ascent}/Descent ${font.descent}/CapHeight ${font.ascent}/StemV 80/FontFile2 ${at + 3} 0 R>>`,
    );
    const file = font.subset(glyphs.keys());
    yield await stream(at + 3, file, `/Length1 ${file.length}`);
    yield await stream(at + 4, latin(toUnicode(glyphs)));
  }
  const resources = FONTS.map((name, n) => `/${name} ${FONT_OBJECTS + n * PER_FONT} 0 R`).join("");
  yield object(RESOURCES, `<</Font<<${resources}>>>>`);
  yield object(PAGES, `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((kid) => `${kid} 0 R`).join(" ")}]>>`);
  yield object(INFO, `<</Title${utf16(title)}/Producer(LiveOtter)>>`);
  yield object(
    CATALOG,
    `<</Type/Catalog/Pages ${PAGES} 0 R/Lang(${language})/ViewerPreferences<</DisplayDocTitle true>>>>`,
  );

  const start = length;
  const entries = Array.from(
    { length: next - 1 },
    (_, n) => `${String(places[n + 1] ?? 0).padStart(10, "0")} 00000 n \n`,
  );
  yield write(
    `xref\n0 ${next}\n0000000000 65535 f \n${entries.join("")}`,
    `trailer\n<</Size ${next}/Root ${CATALOG} 0 R/Info ${INFO} 0 R>>\nstartxref\n${start}\n%%EOF\n`,
  );
}

/** How wide a line of text is, in points. */
export function widthOf(text: string, font: Font, size: number): number {
  let width = 0;
  for (const letter of printable(text)) width += font.widthOf(font.glyphOf(letter.codePointAt(0) ?? 0));
  return (width * size) / 1000;
}

/** The text in lines that fit, broken between words where there are any; what is too much for `most` lines ends in "…". */
export function wrap(text: string, font: Font, size: number, width: number, most: number): string[] {
  const fits = (line: string) => widthOf(line, font, size) <= width;
  const lines: string[] = [];
  let line = "";
  for (const word of printable(text).trim().split(/\s+/)) {
    if (fits(line === "" ? word : `${line} ${word}`)) {
      line = line === "" ? word : `${line} ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = "";
      }
      line += letter;
    }
  }
  if (line !== "") lines.push(line);
  if (lines.length <= most) return lines;
  let last = lines[most - 1] ?? "";
  while (last !== "" && !fits(`${last}…`)) last = [...last].slice(0, -1).join("");
  return [...lines.slice(0, most - 1), `${last}…`];
}

/** Letters with their marks as one where there is such a one, and nothing that has no shape. */
const printable = (text: string): string =>
  text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\p{Cf}+/gu, "");

function drawn(mark: Mark, fonts: PdfOptions["fonts"], used: Readonly<Record<FontName, Map<number, number>>>): string {
  const grey = `${short(mark.grey ?? 0)} g `;
  if (mark.kind === "boxes") {
    return `${grey}${Array.from(mark.boxes, (box) => `${box.map(short).join(" ")} re\n`).join("")}f\n`;
  }
  let glyphs = "";
  for (const letter of printable(mark.text)) {
    const code = letter.codePointAt(0) ?? 0;
    const glyph = fonts[mark.font].glyphOf(code);
    if (!used[mark.font].has(glyph)) used[mark.font].set(glyph, code);
    glyphs += hex(glyph);
  }
  return `BT ${grey}/${mark.font} ${short(mark.size)} Tf ${short(mark.x)} ${short(mark.y)} Td <${glyphs}> Tj ET\n`;
}

/** Which character each glyph is, for whoever copies or searches the text. */
function toUnicode(glyphs: ReadonlyMap<number, number>): string {
  const known = [...glyphs].filter(([glyph]) => glyph !== 0);
  const blocks: string[] = [];
  // No more than a hundred in one block.
  for (let at = 0; at < known.length; at += 100) {
    const block = known.slice(at, at + 100);
    const lines = block.map(([glyph, code]) => `<${hex(glyph)}> <${utf16Hex(String.fromCodePoint(code))}>\n`);
    blocks.push(`${block.length} beginbfchar\n${lines.join("")}endbfchar\n`);
  }
  return [
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n",
    "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n",
    "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    ...blocks,
    "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n",
  ].join("");
}

/** Six letters say that a font is only part of itself. */
const subsetTag = (n: number): string => `OTTER${String.fromCharCode(65 + n)}`;
const hex = (value: number): string => value.toString(16).padStart(4, "0");
const utf16Hex = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => hex(text.charCodeAt(at))).join("");
const utf16 = (text: string): string => `<feff${utf16Hex(text)}>`;
const short = (value: number): string => String(Math.round(value * 100) / 100);

/** A PDF's own words are ASCII. */
const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

function join(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const pieces = parts.map((piece) => (typeof piece === "string" ? latin(piece) : piece));
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
