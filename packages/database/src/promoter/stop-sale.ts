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
        ), ${auditedAs(actor, action, sql`jsonb_build_object('version', version)`, sql`event_id`)},
        -- Lists say it as well.
        announced AS (
          INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
          SELECT consumer, e.promoter_id, e.id, ${action}, jsonb_build_object('slug', e.slug, 'version', e.version)
          FROM changed JOIN events e ON e.promoter_id = changed.promoter_id AND e.id = changed.event_id
          CROSS JOIN unnest(ARRAY['search', 'snapshot', 'cache']) consumer
          WHERE e.published_at IS NOT NULL
        )
        SELECT FROM changed`,
      selectSelling({ promoterId, eventId }),
    ],
    options,
  );
  return sellingIn(read);
}
