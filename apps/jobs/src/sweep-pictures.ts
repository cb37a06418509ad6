import type { Database } from "@liveotter/database/connect";
import { dropPictures, forgetPictures, type PictureGrace } from "@liveotter/database/jobs/drop-pictures";
import { deletePictures, type PictureBucket } from "@liveotter/integrations/media/picture-store";

const DAY_HOURS = 24;
/** Pages show what they were for a day after an outage, and a link is followed later still. */
const GRACE: PictureGrace = { uploadHours: DAY_HOURS, unusedHours: 3 * DAY_HOURS };

/**
 * Deletes uploaded pictures that no event has used for days. First from the bucket, then from the list of what is there:
 * whatever fails in between is done again. @throws DatabaseError, or whatever the bucket throws
 */
export async function sweepPictures(
  db: Database,
  bucket: PictureBucket | undefined,
  grace: PictureGrace = GRACE,
): Promise<void> {
  if (bucket === undefined) return;
  const files = await dropPictures(db, grace);
  if (files.length === 0) return;
  await deletePictures(bucket, files);
  await forgetPictures(db, files);
}
