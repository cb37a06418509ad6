import { cleanJpeg } from "./clean-jpeg.ts";
import { cleanPng, isPng } from "./clean-png.ts";
import { cleanWebp, isWebp } from "./clean-webp.ts";
import { type Picture, PictureRefused } from "./picture.ts";

/** What a cover may measure, in pixels. */
export const PICTURE_LIMITS = { shortestSide: 200, longestSide: 6000, pixels: 24_000_000 } as const;

/**
 * The picture in a file, with everything else taken out of it: what it is, its bytes say, whatever it was called.
 * `refused` is why not, in words for whoever sent it. Never throws for what is in the file.
 */
export function checkPicture(bytes: Uint8Array): { readonly picture: Picture } | { readonly refused: string } {
  try {
    const picture = clean(bytes);
    const refused = sizeRefusal(picture);
    return refused === null ? { picture } : { refused };
  } catch (error) {
    if (error instanceof PictureRefused) return { refused: error.message };
    throw error;
  }
}

function clean(bytes: Uint8Array): Picture {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return cleanJpeg(bytes);
  if (isPng(bytes)) return cleanPng(bytes);
  if (isWebp(bytes)) return cleanWebp(bytes);
  throw new PictureRefused(`${otherKind(bytes)} Send a JPEG, PNG or WebP picture.`);
}

function otherKind(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 512)).toLowerCase();
  if (bytes.length === 0) return "The file is empty.";
  if (start.startsWith("gif8")) return "The file is a GIF.";
  if (start.includes("<svg")) return "The file is an SVG drawing.";
  if (/<(?:!doctype|html|head|body|script)/.test(start)) return "The file is a web page.";
  if (start.startsWith("%pdf-")) return "The file is a PDF.";
  if (/^.{4}ftyp(?:heic|heix|mif1|avif)/s.test(start)) return "The file is a HEIC or AVIF picture.";
  return "The file is no picture we know.";
}

function sizeRefusal({ width, height }: Picture): string | null {
  const { shortestSide, longestSide, pixels } = PICTURE_LIMITS;
  const is = `The picture is ${width} by ${height} pixels`;
  if (Math.min(width, height) < shortestSide) return `${is}; each side must have ${shortestSide} or more.`;
  if (Math.max(width, height) > longestSide) return `${is}; no side may have more than ${longestSide}.`;
  if (width * height > pixels) return `${is}; all in all it may have ${pixels / 1_000_000} million.`;
  return null;
}
