import type { SIZED_TYPES } from "@liveotter/core/picture/sized-picture";
import type { Breaker } from "@liveotter/integrations/breaker";
import { bulkhead } from "@liveotter/integrations/bulkhead";

/** The part of the Images binding that pictures need: https://developers.cloudflare.com/images/transform-images/bindings */
export type ImagesService = Pick<ImagesBinding, "input">;

/** What a picture is to become: its middle, in this size at the most. */
interface Wanted {
  readonly width: number;
  readonly height: number;
  readonly type: (typeof SIZED_TYPES)[keyof typeof SIZED_TYPES] | "image/jpeg";
}

/** Makes pictures smaller. Rejects where and while nobody can, and for what is no picture. */
export type Resize = (picture: ArrayBuffer, wanted: Wanted) => Promise<ArrayBuffer>;

/** A large AVIF takes its time. */
const RESIZE_MS = 12_000;
/** Each holds a picture of up to 8 MB. */
const AT_ONCE = { limit: 4, waitMs: 1000, leaseMs: 2 * RESIZE_MS };
/** Finer is not seen: what lies above is bytes alone. */
const QUALITY = { "image/avif": 60, "image/webp": 78, "image/jpeg": 82 } as const;

export function resizing(images: ImagesService | undefined, breaker: Breaker): Resize {
  const places = bulkhead(AT_ONCE);
  return (picture, { width, height, type }) => {
    if (images === undefined) return Promise.reject(new Error("Images is not configured"));
    const make = async () => {
      const made = images.input(new Blob([picture]).stream()).transform({ width, height, fit: "crop" });
      return (await made.output({ format: type, quality: QUALITY[type] })).response().arrayBuffer();
    };
    return places.run(() => breaker.run(make, RESIZE_MS));
  };
}

/** What it says against the picture itself, by a code of 94xx, is no failure of the service. */
export const isImagesFailure = (error: unknown): boolean =>
  !(error instanceof Error && "code" in error && typeof error.code === "number" && Math.floor(error.code / 100) === 94);
