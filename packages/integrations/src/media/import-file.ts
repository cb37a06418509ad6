import { withDeadline } from "../deadline.ts";

/** The part of R2 that files of imports need. */
export type FileBucket = Pick<R2Bucket, "get" | "put" | "delete">;

/** Whose, and which: beside these files, the bucket holds other things. */
export interface ImportFile {
  readonly promoterId: string;
  readonly importId: string;
}

/** How long the bucket may take to accept a piece of a file, or to say that it has all of it. */
const ACCEPT_MS = 10_000;
const READ_MS = 10_000;

const keyOf = ({ promoterId, importId }: ImportFile): string => `imports/${promoterId}/${importId}`;

/** The sender's doing: fewer or more bytes than were announced, or the line broke. */
export class FileCutError extends Error {
  override readonly name = "FileCutError";
}

/** The bucket did not take the file, and has nothing of it. */
export class FileNotKeptError extends Error {
  override readonly name = "FileNotKeptError";
}

/**
 * Passes a file on to the bucket as it comes, never holding more than a piece; answers its SHA-256 in hex.
 * @throws FileCutError, FileNotKeptError
 */
export async function putImportFile(
  bucket: FileBucket,
  file: ImportFile,
  body: ReadableStream<Uint8Array>,
  length: number,
): Promise<string> {
  const { readable, writable } = new FixedLengthStream(length);
  const kept = bucket.put(keyOf(file), readable);
  const accepted = <T>(work: Promise<T>): Promise<T> =>
    withDeadline(() => Promise.race([work, kept.then(() => work)]), ACCEPT_MS).catch((error: unknown) => {
      throw new FileNotKeptError("the bucket did not take it", { cause: error });
    });
  const digest = new crypto.DigestStream("SHA-256");
  const [hashing, writer] = [digest.getWriter(), writable.getWriter()];
  // What goes wrong is heard of below, by whoever waits for it.
  for (const promise of [kept, digest.digest, hashing.closed, writer.closed]) promise.catch(() => {});
  try {
    let size = 0;
    for await (const piece of piecesOf(body)) {
      size += piece.byteLength;
      if (size > length) throw new FileCutError("more bytes than announced");
      await hashing.write(piece);
      await accepted(writer.write(piece));
    }
    if (size < length) throw new FileCutError("fewer bytes than announced");
    await hashing.close();
    await accepted(writer.close());
    await accepted(kept);
  } catch (error) {
    await Promise.allSettled([writer.abort(error), hashing.abort(error)]);
    throw error;
  }
  return Array.from(new Uint8Array(await digest.digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new FileCutError("the line broke", { cause: error });
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Whatever still comes is for nobody.
    void reader.cancel().catch(() => {});
  }
}

/** These bytes of a file, fewer at its end; `null` when there is no such file. @throws whatever the bucket throws, or DeadlineError */
export function readImportFile(
  bucket: FileBucket,
  file: ImportFile,
  range: { readonly offset: number; readonly length: number },
): Promise<Uint8Array | null> {
  const read = async () => {
    const object = await bucket.get(keyOf(file), { range });
    return object === null ? null : new Uint8Array(await new Response(object.body).arrayBuffer());
  };
  return withDeadline(read, READ_MS);
}

/** Deletes it; one that is gone already is no matter. @throws whatever the bucket throws, or DeadlineError */
export async function deleteImportFile(bucket: FileBucket, file: ImportFile): Promise<void> {
  await withDeadline(() => bucket.delete(keyOf(file)), READ_MS);
}
