import { mediaTypeOf } from "@liveotter/core/picture/media-file";
import { withDeadline } from "../deadline.ts";

/** The part of R2 that pictures need. */
export type PictureBucket = Pick<R2Bucket, "get" | "put" | "delete">;

const PUT_MS = 5000;
const GET_MS = 2000;
const DELETE_MS = 5000;

/** Beside the pictures, the bucket holds other things. */
const keyOf = (file: string): string => `covers/${file}`;

/** @throws whatever the bucket throws, or DeadlineError; then it may still have been kept */
export async function putPicture(bucket: PictureBucket, file: string, bytes: Uint8Array): Promise<void> {
  const contentType = mediaTypeOf(file);
  if (contentType === null) throw new RangeError("no name of a picture");
  await withDeadline(() => bucket.put(keyOf(file), bytes, { httpMetadata: { contentType } }), PUT_MS);
}

/** The whole picture, or `null` where there is none. @throws whatever the bucket throws, or DeadlineError */
export function getPicture(bucket: PictureBucket, file: string): Promise<ArrayBuffer | null> {
  const read = async () => {
    const object = await bucket.get(keyOf(file));
    return object === null ? null : new Response(object.body).arrayBuffer();
  };
  return withDeadline(read, GET_MS);
}

/** Deletes these; those that are gone already are no matter. @throws whatever the bucket throws, or DeadlineError */
export async function deletePictures(bucket: PictureBucket, files: readonly string[]): Promise<void> {
  await withDeadline(() => bucket.delete(files.map(keyOf)), DELETE_MS);
}
