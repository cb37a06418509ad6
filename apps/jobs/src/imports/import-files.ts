import { type FileBucket, type ImportFile, readImportFile } from "@liveotter/integrations/media/import-file";
import { OutageError, reach } from "../consumer.ts";

/** Where the files of imports lie. */
export interface ImportFiles {
  /** These bytes of a file, fewer at its end; `null` when there is no such file. @throws OutageError */
  read(file: ImportFile, offset: number, length: number): Promise<Uint8Array | null>;
}

export function filesIn(bucket: FileBucket | undefined): ImportFiles {
  return {
    async read(file, offset, length) {
      if (bucket === undefined) throw new OutageError("R2 is not configured");
      return reach(readImportFile(bucket, file, { offset, length }));
    },
  };
}
