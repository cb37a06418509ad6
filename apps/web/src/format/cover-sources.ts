import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { COVER_WIDTHS, SIZED_TYPES, type SizedType, sizedPath } from "@liveotter/core/picture/sized-picture";

/** A cover in one format: what `<source>` says. */
export interface CoverSource {
  readonly type: string;
  readonly srcset: string;
}

/** Best first; browsers take the first that they know. */
const FORMATS: readonly SizedType[] = ["avif", "webp"];
/** For whoever knows no `srcset`, search engines among them. */
const PLAIN_WIDTH = 1200;

/** The sizes of an uploaded cover, and the one to show where none can be chosen; `null` for a drawn one, sharp in any. */
export function coverSources(
  cover: string,
): { readonly sources: readonly CoverSource[]; readonly plain: string } | null {
  const file = cover.slice(cover.lastIndexOf("/") + 1);
  if (mediaTypeOf(file) === null) return null;
  const sources = FORMATS.map((type) => ({
    type: SIZED_TYPES[type],
    srcset: COVER_WIDTHS.map((width) => `${sizedPath(file, width, type)} ${width}w`).join(", "),
  }));
  return { sources, plain: sizedPath(file, PLAIN_WIDTH, "webp") };
}
