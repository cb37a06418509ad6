import { type FileBucket, readImportFile } from "@liveotter/integrations/media/import-file";
import { OutageError, reach } from "../consumer.ts";
import type { ImportFiles } from "./run-import.ts";

/** The bucket as the files of imports. */
export function filesIn(bucket: FileBucket | undefined): ImportFiles {
  return {
    async read(file, offset, length) {
      if (bucket === undefined) throw new OutageError("R2 is not configured");
      return reach(readImportFile(bucket, file, { offset, length }));
    },
  };
}
