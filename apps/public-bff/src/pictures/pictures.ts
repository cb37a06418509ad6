import { pictureHeaders } from "@liveotter/contracts/http/picture-headers";
import { type CoverSize, SIZED_TYPES } from "@liveotter/core/picture/sized-picture";
import type { Breaker } from "@liveotter/integrations/breaker";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import type { EdgeCache } from "@liveotter/integrations/cache/edge-tier";
import { within } from "@liveotter/integrations/deadline";
import { getPicture, type PictureBucket } from "@liveotter/integrations/media/picture-store";
import { type EdgeCopies, edgeCopies } from "./edge-copies.ts";
import type { Resize } from "./sized-pictures.ts";

type Outliving = (work: Promise<unknown>) => void;

/** Uploaded pictures. */
export interface Pictures {
  /** The picture, `null` where there is none. Rejects while nobody can tell. */
  read(file: string, outliving: Outliving): Promise<ArrayBuffer | null>;
  /** The same in a size; else as it was uploaded, and `sized` is "soon" while it is being made, or "no". */
  readSized(
    file: string,
    size: CoverSize,
    outliving: Outliving,
  ): Promise<{ readonly picture: ArrayBuffer; readonly sized: "yes" | "soon" | "no" } | null>;
}

const BUCKET_MS = 2500;
/** Whoever asks first may not wait for it: it is made behind the answer, and kept for the next. */
const RESIZE_WAIT_MS = 1500;

/** Copies in this data centre (the Workers Cache API), then the bucket. */
export function pictures(
  bucket: PictureBucket | undefined,
  edge: EdgeCache,
  breaker: Breaker,
  resize: Resize,
): Pictures {
  const copies: EdgeCopies = edgeCopies(edge, "media");
  const read = async (file: string, outliving: Outliving) => {
    const kept = await copies.get(file);
    if (kept !== null) return kept;
    if (bucket === undefined) throw new Error("the bucket is not configured");
    const picture = await breaker.run(() => getPicture(bucket, file), BUCKET_MS);
    if (picture !== null) outliving(copies.put(file, picture, pictureHeaders(file)));
    return picture;
  };
  return {
    read,
    async readSized(file, size, outliving) {
      const name = `${file}/${size.width}.${size.type}`;
      const kept = await copies.get(name);
      if (kept !== null) return { picture: kept, sized: "yes" };
      const whole = await read(file, outliving);
      if (whole === null) return null;
      const type = SIZED_TYPES[size.type];
      // Where too many are being made, this one may be among them.
      const making = resize(whole, { ...size, type }).catch((error: unknown) =>
        error instanceof BulkheadFullError ? undefined : null,
      );
      const headers = { ...pictureHeaders(file), "Content-Type": type };
      outliving(making.then((made) => (made ? copies.put(name, made, headers) : undefined)));
      const picture = await within(making, RESIZE_WAIT_MS);
      if (picture) return { picture, sized: "yes" };
      return { picture: whole, sized: picture === undefined ? "soon" : "no" };
    },
  };
}
