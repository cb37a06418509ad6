/** The formats that a cover may have. */
export type PictureType = "jpg" | "png" | "webp";

/** A still picture of which nothing but the picture is left. */
export interface Picture {
  readonly type: PictureType;
  /** As it is shown, its turning counted in. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export const PICTURE_TYPES = {
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
} as const satisfies Record<PictureType, string>;

/** Why a file is no picture for us, in words for whoever sent it. */
export class PictureRefused extends Error {
  override readonly name = "PictureRefused";
}

/** Far more segments or chunks than any encoder makes; each costs memory, however short it is. */
const MAX_PARTS = 20_000;

/** Reads numbers from bytes, and refuses a file that ends before it should. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #parts = 0;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  /** To be called where a segment or chunk begins. */
  beginPart(): void {
    if (++this.#parts > MAX_PARTS) throw new PictureRefused("The picture is in too many pieces.");
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new PictureRefused("The picture is cut off.");
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }

  byte(): number {
    return this.take(1)[0] ?? 0;
  }

  /** Big-endian. */
  number(length: 2 | 4): number {
    return this.take(length).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** Little-endian. */
  numberReversed(length: 2 | 3 | 4): number {
    return this.take(length).reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  text(length: number): string {
    return String.fromCharCode(...this.take(length));
  }
}

export const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Big-endian. */
export const be32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
/** Little-endian. */
export const le32 = (value: number): number[] => be32(value).reverse();
