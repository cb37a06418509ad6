import { mediaPath } from "./media-file.ts";

/** The widths that uploaded covers come in, three by two: a card's on a small phone, up to a page's on a sharp screen. */
export const COVER_WIDTHS = [400, 800, 1200, 1600] as const;

export const SIZED_TYPES = { avif: "image/avif", webp: "image/webp" } as const;
export type SizedType = keyof typeof SIZED_TYPES;

/** One size of an uploaded cover, as the end of its address says it: `800.avif`. */
export interface CoverSize {
  readonly width: number;
  readonly height: number;
  readonly type: SizedType;
}

const SIZE = new RegExp(`^(${COVER_WIDTHS.join("|")})\\.(avif|webp)$`);
export const SIZE_PATTERN = SIZE.source;

export function coverSize(name: string): CoverSize | null {
  const [, width = "", type] = SIZE.exec(name) ?? [];
  if (type !== "avif" && type !== "webp") return null;
  return { width: Number(width), height: Math.round((Number(width) * 2) / 3), type };
}

/** Where that size is. `file`: the name of the uploaded picture. */
export const sizedPath = (file: string, width: (typeof COVER_WIDTHS)[number], type: SizedType): string =>
  `${mediaPath(file)}/${width}.${type}`;
