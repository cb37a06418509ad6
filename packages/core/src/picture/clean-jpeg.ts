import { ascii, ByteReader, joined, type Picture, PictureRefused } from "./picture.ts";

const damaged = () => new PictureRefused("The JPEG is damaged.");

const MARKER = { DHT: 0xc4, DAC: 0xcc, SOI: 0xd8, EOI: 0xd9, SOS: 0xda, DQT: 0xdb, DRI: 0xdd, APP0: 0xe0, COM: 0xfe };
/** More passes over a picture than any encoder makes; each costs whoever shows it a whole decoding. */
const MAX_SCANS = 64;

/** What turns a picture upright (Exif 2.32, tag 274): 5 to 8 lay it on its side. */
type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/**
 * A JPEG (ITU T.81) with its tables, frame and scans alone: no comment, no thumbnail, no place, no camera, nothing after
 * its end. How it is turned stays, in an Exif block of our own; so does what says how its colours are meant.
 * @throws PictureRefused
 */
export function cleanJpeg(bytes: Uint8Array): Picture {
  const reader = new ByteReader(bytes);
  reader.take(2);
  const kept: (Uint8Array | number[])[] = [];
  let frame: Frame | null = null;
  let [hasJfif, orientation]: [boolean, Orientation] = [false, 1];
  let adobe: Uint8Array | null = null;
  let scans = 0;
  for (;;) {
    reader.beginPart();
    const marker = nextMarker(reader);
    if (marker === MARKER.EOI) break;
    const length = reader.number(2);
    if (length < 2) throw damaged();
    const segment = reader.take(length - 2);
    if (marker === MARKER.APP0) hasJfif ||= startsWith(segment, "JFIF\0");
    else if (marker === MARKER.APP0 + 1) orientation = orientationIn(segment) ?? orientation;
    else if (marker === MARKER.APP0 + 14 && startsWith(segment, "Adobe")) adobe = adobeOf(segment);
    else if (isIgnored(marker)) continue;
    else if (isFrame(marker)) {
      if (frame !== null) throw damaged();
      frame = frameOf(segment);
      kept.push(rebuilt(marker, segment));
    } else if (marker === MARKER.SOS) {
      if (frame === null || ++scans > MAX_SCANS) throw damaged();
      checkScan(segment, frame);
      kept.push(rebuilt(marker, segment), entropyCoded(reader));
    } else {
      checkTable(marker, segment);
      kept.push(rebuilt(marker, segment));
    }
  }
  if (frame === null || scans === 0) throw damaged();
  const turned = orientation >= 5;
  return {
    type: "jpg",
    width: turned ? frame.height : frame.width,
    height: turned ? frame.width : frame.height,
    bytes: joined([
      [0xff, MARKER.SOI],
      ...(hasJfif ? [JFIF] : []),
      ...(orientation === 1 ? [] : [exifOf(orientation)]),
      ...(adobe === null ? [] : [rebuilt(MARKER.APP0 + 14, adobe)]),
      ...kept,
      [0xff, MARKER.EOI],
    ]),
  };
}

/** JFIF 1.01, square pixels, no thumbnail. */
const JFIF = rebuilt(MARKER.APP0, joined([ascii("JFIF\0"), [1, 1, 0, 0, 1, 0, 1, 0, 0]]));

const startsWith = (bytes: Uint8Array, text: string) => ascii(text).every((letter, at) => bytes[at] === letter);
const isIgnored = (marker: number) => (marker >= MARKER.APP0 && marker <= 0xef) || marker === MARKER.COM;
/** Baseline, extended and progressive, by Huffman codes: what browsers show. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xc2;

function rebuilt(marker: number, segment: Uint8Array): Uint8Array {
  const length = segment.length + 2;
  return joined([[0xff, marker, length >>> 8, length & 255], segment]);
}

function nextMarker(reader: ByteReader): number {
  if (reader.byte() !== 0xff) throw damaged();
  let marker = reader.byte();
  while (marker === 0xff) marker = reader.byte();
  return marker;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: ReadonlySet<number>;
}

function frameOf(segment: Uint8Array): Frame {
  const reader = new ByteReader(segment);
  const precision = reader.byte();
  const [height, width, count] = [reader.number(2), reader.number(2), reader.byte()];
  if (precision !== 8) throw new PictureRefused("Only JPEGs of 8 bits a colour can be shown everywhere.");
  // A height of 0 would be told later, by a marker that hardly anybody reads.
  if (height === 0 || width === 0 || ![1, 3, 4].includes(count) || reader.left !== count * 3) throw damaged();
  const components = new Set(Array.from({ length: count }, () => reader.take(3)[0] ?? 0));
  return { width, height, components };
}

function checkScan(segment: Uint8Array, frame: Frame): void {
  const reader = new ByteReader(segment);
  const count = reader.byte();
  if (count < 1 || count > 4 || reader.left !== count * 2 + 3) throw damaged();
  for (let at = 0; at < count; at++) if (!frame.components.has(reader.take(2)[0] ?? -1)) throw damaged();
}

/** The scan's data up to the next marker: stuffed bytes and restarts belong to it. */
function entropyCoded(reader: ByteReader): Uint8Array {
  const from = reader.at;
  const rest = reader.take(reader.left);
  for (let at = rest.indexOf(0xff); at !== -1 && at < rest.length - 1; at = rest.indexOf(0xff, at + 1)) {
    const next = rest[at + 1] ?? 0;
    if (next === 0 || (next >= 0xd0 && next <= 0xd7) || next === 0xff) continue;
    reader.at = from + at;
    return rest.subarray(0, at);
  }
  throw new PictureRefused("The picture is cut off.");
}

/** Tables are as long as they say, so that nothing else travels in them. */
function checkTable(marker: number, segment: Uint8Array): void {
  const reader = new ByteReader(segment);
  if (marker === MARKER.DRI) {
    if (segment.length !== 2) throw damaged();
  } else if (marker === MARKER.DQT) {
    while (reader.left > 0) {
      const kind = reader.byte();
      if (kind >>> 4 > 1 || (kind & 15) > 3) throw damaged();
      reader.take(kind >>> 4 === 1 ? 128 : 64);
    }
  } else if (marker === MARKER.DHT) {
    while (reader.left > 0) {
      const kind = reader.byte();
      const codes = reader.take(16).reduce((sum, count) => sum + count, 0);
      if (kind >>> 4 > 1 || (kind & 15) > 3 || codes > 256) throw damaged();
      reader.take(codes);
    }
  } else {
    throw new PictureRefused("Only baseline and progressive JPEGs can be shown everywhere.");
  }
}

/** The 12 bytes of Adobe's block, of which the last says how colours are encoded (Adobe Technical Note 5116). */
function adobeOf(segment: Uint8Array): Uint8Array | null {
  const transform = segment[11];
  if (transform === undefined || transform > 2) return null;
  return joined([ascii("Adobe"), [0, 100, 0, 0, 0, 0, transform]]);
}

const ORIENTATION_TAG = 0x0112;
const SHORT = 3;

/** The orientation in an Exif block, or `null`: whatever else is in there, or wrong with it, is not our business. */
function orientationIn(segment: Uint8Array): Orientation | null {
  if (!startsWith(segment, "Exif\0\0")) return null;
  const tiff = segment.subarray(6);
  const little = startsWith(tiff, "II*\0");
  if (!little && !startsWith(tiff, "MM\0*")) return null;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const short = (at: number) => (at + 2 <= view.byteLength ? view.getUint16(at, little) : 0);
  if (view.byteLength < 8) return null;
  const directory = view.getUint32(4, little);
  for (let entry = 0; entry < short(directory); entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > view.byteLength) return null;
    if (short(at) === ORIENTATION_TAG && short(at + 2) === SHORT) return asOrientation(short(at + 8));
  }
  return null;
}

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
const asOrientation = (value: number): Orientation | null => ORIENTATIONS.find((each) => each === value) ?? null;

/** Exif with this one tag. */
function exifOf(orientation: Orientation): Uint8Array {
  const entry = [ORIENTATION_TAG >>> 8, ORIENTATION_TAG & 255, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0];
  return rebuilt(MARKER.APP0 + 1, joined([ascii("Exif\0\0MM\0*"), [0, 0, 0, 8, 0, 1], entry, [0, 0, 0, 0]]));
}
