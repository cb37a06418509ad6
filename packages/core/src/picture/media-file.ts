import { PICTURE_TYPES, type PictureType } from "./picture.ts";

const MEDIA_FILE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(jpg|png|webp)$/;

/** The name of an uploaded picture: a random UUID that nobody guesses, and its type. Never given to another picture. */
export const mediaFile = (uuid: string, type: PictureType): string => `${uuid}.${type}`;

/** Where fans, and promoters on their own host, find it. */
export const mediaPath = (file: string): string => `/media/${file}`;

/** The media type that a name tells, or `null` for what is no such name. */
export function mediaTypeOf(file: string): string | null {
  const [, type] = MEDIA_FILE.exec(file) ?? [];
  return type === "jpg" || type === "png" || type === "webp" ? PICTURE_TYPES[type] : null;
}
