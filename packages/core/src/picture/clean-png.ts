import { ByteReader, be32, joined, type Picture, PictureRefused } from "./picture.ts";

const damaged = () => new PictureRefused("The PNG is damaged.");

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bits per sample that each colour type may have (PNG, third edition, 11.2.1). */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** What says how pixels look beside the pixels, and whether so many bytes can say it. Everything else is left out. */
const ANCILLARY: Readonly<Record<string, (length: number) => boolean>> = {
  tRNS: (length) => length >= 1 && length <= 256,
  gAMA: (length) => length === 4,
  cHRM: (length) => length === 32,
  sRGB: (length) => length === 1,
  cICP: (length) => length === 4,
};

/**
 * A PNG with its header, palette, pixels and colours alone: no text, no profile, no animation, nothing after its end.
 * @throws PictureRefused
 */
export function cleanPng(bytes: Uint8Array): Picture {
  const reader = new ByteReader(bytes);
  reader.take(SIGNATURE.length);
  const kept: (Uint8Array | number[])[] = [SIGNATURE];
  let size: { readonly width: number; readonly height: number } | null = null;
  const seen = new Set<string>();
  let pixels: "before" | "in" | "after" = "before";
  for (;;) {
    reader.beginPart();
    const length = reader.number(4);
    const name = reader.take(4);
    const type = String.fromCharCode(...name);
    const data = reader.take(length);
    const known = isKnown(type, length, pixels);
    const sum = crc32(name, data);
    if (reader.number(4) !== sum) throw damaged();
    if ((size === null) !== (type === "IHDR") || (known && type !== "IDAT" && seen.has(type))) throw damaged();
    if (type === "IHDR") size = headerOf(data);
    if (type === "IDAT" && pixels === "after") throw damaged();
    if (type === "IDAT") pixels = "in";
    else if (pixels === "in") pixels = "after";
    seen.add(type);
    if (known) kept.push(be32(length), name, data, be32(sum));
    if (type === "IEND") break;
  }
  if (size === null || pixels === "before") throw damaged();
  return { type: "png", ...size, bytes: joined(kept) };
}

/** @throws PictureRefused for what cannot be left out, and is none of the format's own */
function isKnown(type: string, length: number, pixels: "before" | "in" | "after"): boolean {
  if (!/^[A-Za-z]{4}$/.test(type)) throw damaged();
  switch (type) {
    case "IHDR":
      return true;
    case "IDAT":
      return true;
    case "PLTE":
      if (length === 0 || length % 3 !== 0 || length > 768 || pixels !== "before") throw damaged();
      return true;
    case "IEND":
      if (length !== 0) throw damaged();
      return true;
    default:
      // A capital first letter means that the picture cannot be shown without it.
      if (/^[A-Z]/.test(type)) throw damaged();
      return pixels === "before" && (ANCILLARY[type]?.(length) ?? false);
  }
}

function headerOf(data: Uint8Array): { width: number; height: number } {
  if (data.length !== 13) throw damaged();
  const reader = new ByteReader(data);
  const [width, height] = [reader.number(4), reader.number(4)];
  const [depth = 0, colour = 0, compression, filter, interlace = 2] = reader.take(5);
  if (width === 0 || height === 0 || DEPTHS[colour]?.includes(depth) !== true) throw damaged();
  if (compression !== 0 || filter !== 0 || interlace > 1) throw damaged();
  return { width, height };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** The check sum of a chunk's name and data. */
function crc32(...parts: readonly Uint8Array[]): number {
  let crc = 0xffffffff;
  for (const part of parts) for (const byte of part) crc = (TABLE[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, at) => bytes[at] === byte);
