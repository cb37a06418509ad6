import type { CatalogueEventDetail, PublicEventStatus } from "@liveotter/core/catalogue/catalogue";
import type { EventId, PromoterId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { besideEvent, previewJson } from "./catalogue-json.ts";

/** An event as its promoter has it now, in whatever state. */
export interface Previewed {
  /** What fans would see: what they do not see yet, or no more, as if it were published. */
  readonly event: CatalogueEventDetail;
  readonly status: PublicEventStatus | "draft" | "archived";
}

/**
 * The event that a promoter shows before the public sees it, or `null` when they have none like it. Row-level security
 * lets the transaction see this one event beside what is public, whatever its WHERE forgets.
 * @throws DatabaseError
 */
export async function readPreview(
  db: Database,
  { eventId, promoterId }: { readonly eventId: EventId; readonly promoterId: PromoterId },
  options?: CallOptions,
): Promise<Previewed | null> {
  const [, rows] = await db.transaction(
    [
      sql`SELECT set_config('app.preview_event', ${eventId}, true)`,
      sql`SELECT ${previewJson} AS event, e.status FROM events e ${besideEvent}
        WHERE e.id = ${eventId}::uuid AND e.promoter_id = ${promoterId}::uuid`,
    ],
    options,
  );
  const [row] = (rows ?? []) as Previewed[]; // what the statement selects
  if (row === undefined) return null;
  const status = row.status === "draft" || row.status === "archived" ? "published" : row.status;
  return { event: { ...row.event, status }, status: row.status };
}
