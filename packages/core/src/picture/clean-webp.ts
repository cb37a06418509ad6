import { ascii, ByteReader, joined, le32, type Picture, PictureRefused } from "./picture.ts";

const damaged = () => new PictureRefused("The WebP picture is damaged.");

/** In `VP8X`: there are an alpha channel, an animation. */
const [ALPHA, ANIMATED] = [0x10, 0x02];

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A still WebP (RFC 9649) with its pixels alone: no Exif, no XMP, no profile, nothing after its end. Animations are
 * refused.
 * @throws PictureRefused
 */
export function cleanWebp(bytes: Uint8Array): Picture {
  const outer = new ByteReader(bytes);
  outer.take(4);
  const length = outer.numberReversed(4);
  if (length < 4 || length % 2 === 1) throw damaged();
  const reader = new ByteReader(outer.take(length));
  reader.take(4);

  const chunks = new Map<string, Uint8Array>();
  while (reader.left > 0) {
    reader.beginPart();
    const type = reader.text(4);
    const size = reader.numberReversed(4);
    const data = reader.take(size);
    if (size % 2 === 1) reader.take(1);
    if (type === "ANIM" || type === "ANMF") throw animated();
    // Of two, decoders take either.
    if (KEPT.includes(type) && chunks.has(type)) throw damaged();
    chunks.set(type, data);
  }
  const extended = chunks.get("VP8X");
  const canvas = extended === undefined ? null : canvasOf(extended);
  const [lossy, lossless, alpha] = [chunks.get("VP8 "), chunks.get("VP8L"), chunks.get("ALPH")];
  if ((lossy === undefined) === (lossless === undefined)) throw damaged();
  const size = lossy === undefined ? losslessSize(lossless ?? new Uint8Array()) : lossySize(lossy);
  if (canvas !== null && (canvas.width !== size.width || canvas.height !== size.height)) throw damaged();
  const withAlpha = extended !== undefined && lossy !== undefined && alpha !== undefined;
  const parts = withAlpha
    ? [chunk("VP8X", headerFor(size)), chunk("ALPH", alpha), chunk("VP8 ", lossy)]
    : [lossy === undefined ? chunk("VP8L", lossless ?? new Uint8Array()) : chunk("VP8 ", lossy)];
  const body = joined([ascii("WEBP"), ...parts]);
  return { type: "webp", ...size, bytes: joined([ascii("RIFF"), le32(body.length), body]) };
}

const KEPT = ["VP8X", "ALPH", "VP8 ", "VP8L"];
const animated = () => new PictureRefused("The picture is animated; a cover is a still.");

const chunk = (type: string, data: Uint8Array): Uint8Array =>
  joined([ascii(type), le32(data.length), data, data.length % 2 === 1 ? [0] : []]);

function canvasOf(data: Uint8Array): Size {
  if (data.length !== 10) throw damaged();
  const reader = new ByteReader(data);
  if ((reader.byte() & ANIMATED) !== 0) throw animated();
  reader.take(3);
  return { width: reader.numberReversed(3) + 1, height: reader.numberReversed(3) + 1 };
}

/** Flags, three reserved bytes, and the canvas less one in three bytes each. */
const headerFor = ({ width, height }: Size): Uint8Array =>
  joined([[ALPHA, 0, 0, 0], le32(width - 1).slice(0, 3), le32(height - 1).slice(0, 3)]);

/** From the frame's header (RFC 6386, 9.1): a key frame, its start code, and 14 bits for each side. */
function lossySize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  if ((reader.take(3)[0] ?? 1) & 1) throw damaged();
  if (reader.numberReversed(3) !== 0x2a019d) throw damaged();
  return sized(reader.numberReversed(2) & 0x3fff, reader.numberReversed(2) & 0x3fff);
}

/** From the lossless header: a signature, 14 bits less one for each side, a hint on alpha, and version 0. */
function losslessSize(data: Uint8Array): Size {
  const reader = new ByteReader(data);
  if (reader.byte() !== 0x2f) throw damaged();
  const bits = reader.numberReversed(4);
  if (bits >>> 29 !== 0) throw damaged();
  return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
}

function sized(width: number, height: number): Size {
  if (width === 0 || height === 0) throw damaged();
  return { width, height };
}

export const isWebp = (bytes: Uint8Array): boolean =>
  [...ascii("RIFF")].every((byte, at) => bytes[at] === byte) &&
  [...ascii("WEBP")].every((byte, at) => bytes[at + 8] === byte);
