import { pictureHeaders } from "@liveotter/contracts/http/picture-headers";
import type { Breaker } from "@liveotter/integrations/breaker";
import type { EdgeCache } from "@liveotter/integrations/cache/edge-tier";
import { within } from "@liveotter/integrations/deadline";
import { getPicture, type PictureBucket } from "@liveotter/integrations/media/picture-store";

/** Uploaded pictures. */
export interface Pictures {
  /** The picture, `null` where there is none. Rejects while nobody can tell. */
  read(file: string, outliving: (work: Promise<unknown>) => void): Promise<ArrayBuffer | null>;
}

const EDGE_MS = 100;
const BUCKET_MS = 2500;

/** Copies in this data centre (the Workers Cache API), then the bucket. */
export function pictures(bucket: PictureBucket | undefined, edge: EdgeCache, breaker: Breaker): Pictures {
  return {
    async read(file, outliving) {
      const address = `https://media.liveotter.invalid/${file}`;
      const kept = await within(copyOf(edge, address), EDGE_MS);
      if (kept !== undefined && kept !== null) return kept;
      if (bucket === undefined) throw new Error("the bucket is not configured");
      const picture = await breaker.run(() => getPicture(bucket, file), BUCKET_MS);
      if (picture !== null) {
        const copy = new Response(picture.slice(0), { headers: pictureHeaders(file) });
        outliving(edge.put(address, copy).catch(() => {}));
      }
      return picture;
    },
  };
}

async function copyOf(edge: EdgeCache, address: string): Promise<ArrayBuffer | null> {
  try {
    return (await (await edge.match(address))?.arrayBuffer()) ?? null;
  } catch {
    return null;
  }
}
