import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { IMMUTABLE } from "./freshness.ts";

/** Nothing in a picture may run or load anything, whatever it holds. */
export const PICTURE_POLICY = "default-src 'none'; sandbox";

/** The same for pictures that we draw, which have styles within them. */
export const DRAWING_POLICY = `${PICTURE_POLICY}; style-src 'unsafe-inline'`;

/** The headers of an uploaded picture: good for ever, since its name is never another's. */
export function pictureHeaders(file: string): Record<string, string> {
  return {
    "Content-Type": mediaTypeOf(file) ?? "application/octet-stream",
    "Content-Security-Policy": PICTURE_POLICY,
    "Cache-Control": IMMUTABLE,
    "Cloudflare-CDN-Cache-Control": IMMUTABLE,
    ETag: `"${file}"`,
  };
}
