import type { PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { applyChange } from "./apply-change.ts";
import { asPromoter } from "./as-promoter.ts";
import type { Actor, EventAt } from "./event-draft.ts";
import { announced, audited } from "./event-parts.ts";
import type { MyEvent } from "./my-event.ts";

/** An uploaded picture, by the name of its file. */
export interface Cover {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

/**
 * Says that a picture is about to be put into the bucket. Before it is: one that never becomes a cover is found by this,
 * and deleted in time.
 * @throws DatabaseError
 */
export async function expectPicture(
  db: Database,
  promoterId: PromoterId,
  file: string,
  options?: CallOptions,
): Promise<void> {
  const row = sql`INSERT INTO media (file, promoter_id) VALUES (${file}, ${promoterId}::uuid)`;
  await asPromoter(db, promoterId, [row], options);
}

/**
 * Gives an event that still has this version another cover, or with `null` the drawn one. `null`: it has not, it is
 * archived, or not this promoter's; nothing was written and nobody told.
 * @throws DatabaseError; `events_cover_fkey` for a picture that is not this promoter's, or about to be deleted
 */
export async function setCover(
  db: Database,
  actor: Actor,
  { eventId, version }: EventAt,
  cover: Cover | null,
  options?: CallOptions,
): Promise<MyEvent | null> {
  const change = sql`WITH changed AS (
      UPDATE events SET cover = ${cover?.file ?? null}, cover_width = ${cover?.width ?? null},
        cover_height = ${cover?.height ?? null}, version = version + 1, changed_at = now()
      WHERE id = ${eventId}::uuid AND promoter_id = ${actor.promoterId}::uuid AND version = ${version}
        AND status <> 'archived'
      RETURNING *
    ), ${audited(actor, "event.cover")}, ${announced("event.changed", sql`listed`)}
    SELECT id FROM changed`;
  return applyChange(db, actor, eventId, { change }, options);
}
