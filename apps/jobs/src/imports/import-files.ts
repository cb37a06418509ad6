import { withDeadline } from "@liveotter/integrations/deadline";
import { OutageError, reach } from "../consumer.ts";

/** Where the files of imports lie. */
export interface ImportFiles {
  /** These bytes of a file, fewer at its end; `null` when there is no such file. @throws OutageError */
  read(key: string, offset: number, length: number): Promise<Uint8Array | null>;
}

const READ_MS = 10_000;

export function filesIn(bucket: R2Bucket | undefined): ImportFiles {
  return {
    async read(key, offset, length) {
      if (bucket === undefined) throw new OutageError("R2 is not configured");
      return reach(
        withDeadline(async () => {
          const object = await bucket.get(key, { range: { offset, length } });
          return object === null ? null : new Uint8Array(await new Response(object.body).arrayBuffer());
        }, READ_MS),
      );
    },
  };
}

export const fileKey = ({ promoterId, importId }: { readonly promoterId: string; readonly importId: string }): string =>
  `imports/${promoterId}/${importId}`;
