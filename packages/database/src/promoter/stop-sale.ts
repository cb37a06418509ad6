import type { EventId } from "@liveotter/core/ids";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "./as-promoter.ts";
import { auditedAs } from "./audited-as.ts";
import type { Actor } from "./event-draft.ts";
import type { MySelling } from "./my-selling.ts";
import { selectSelling, sellingIn } from "./read-my-selling.ts";

/**
 * Stops the sale of an event by hand, or lets it go on: no order begins after that. One that is so already stays as it
 * is. `null`: it is not this promoter's. @throws DatabaseError
 */
export async function stopSale(
  db: Database,
  actor: Actor,
  eventId: EventId,
  stopped: boolean,
  options?: CallOptions,
): Promise<MySelling | null> {
  const { promoterId } = actor;
  const action = stopped ? "event.stop-sale" : "event.start-sale";
  const [, read] = await asPromoter(
    db,
    promoterId,
    [
      sql`WITH changed AS (
          UPDATE selling_settings SET stopped = ${stopped}, version = version + 1
          WHERE promoter_id = ${promoterId}::uuid AND event_id = ${eventId}::uuid AND stopped <> ${stopped}
          RETURNING *
        ), ${auditedAs(actor, action, sql`jsonb_build_object('version', version)`, sql`event_id`)}
        SELECT FROM changed`,
      selectSelling({ promoterId, eventId }),
    ],
    options,
  );
  return sellingIn(read);
}
