import { pictureHeaders } from "@liveotter/contracts/http/picture-headers";
import { type CoverSize, SIZED_TYPES } from "@liveotter/core/picture/sized-picture";
import type { Breaker } from "@liveotter/integrations/breaker";
import { BulkheadFullError } from "@liveotter/integrations/bulkhead";
import type { EdgeCache } from "@liveotter/integrations/cache/edge-tier";
import { getPicture, type PictureBucket } from "@liveotter/integrations/media/picture-store";
import { SingleFlight } from "@liveotter/integrations/single-flight";
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
/** With a look at the copy. */
const READ_MS = BUCKET_MS + 500;
/** Whoever asks first may not wait for it: it is made behind the answer, and kept for the next. */
const RESIZE_WAIT_MS = 1500;
/** Longer than any takes. */
const RESIZE_MS = 15_000;

/**
 * Copies in this data centre (the Workers Cache API), then the bucket. Each is read, and made smaller, once for all who ask
 * meanwhile: an isolate has room for few that are as large as they may be.
 */
export function pictures(
  bucket: PictureBucket | undefined,
  edge: EdgeCache,
  breaker: Breaker,
  resize: Resize,
  now: () => number,
): Pictures {
  const copies: EdgeCopies = edgeCopies(edge, "media");
  /** `null`: there is none. */
  const reading = new SingleFlight<ArrayBuffer | null>(now);
  /** `null`: it cannot be had so. */
  const making = new SingleFlight<ArrayBuffer | null>(now);
  const readOnce = async (file: string, outliving: Outliving) => {
    const kept = await copies.get(file);
    if (kept !== null) return kept;
    if (bucket === undefined) throw new Error("the bucket is not configured");
    const picture = await breaker.run(() => getPicture(bucket, file), BUCKET_MS);
    if (picture !== null) outliving(copies.put(file, picture, pictureHeaders(file)));
    return picture;
  };
  const read = async (file: string, outliving: Outliving) => {
    const found = await reading.fly(file, READ_MS, () => readOnce(file, outliving), outliving).wait(READ_MS);
    if (found === undefined) throw new Error("the picture cannot be read now");
    return found;
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
      const make = async () => {
        // Where too many are being made, this one may be among them.
        const made = await resize(whole, { ...size, type }).catch((error: unknown) =>
          error instanceof BulkheadFullError ? undefined : null,
        );
        if (made) outliving(copies.put(name, made, { ...pictureHeaders(file), "Content-Type": type }));
        return made;
      };
      const picture = await making.fly(name, RESIZE_MS, make, outliving).wait(RESIZE_WAIT_MS);
      if (picture) return { picture, sized: "yes" };
      return { picture: whole, sized: picture === undefined ? "soon" : "no" };
    },
  };
}
