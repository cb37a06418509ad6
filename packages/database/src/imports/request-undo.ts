import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asPromoter } from "../promoter/as-promoter.ts";
import { auditedAs } from "../promoter/audited-as.ts";
import type { Actor } from "../promoter/event-draft.ts";
import { importJson, type StoredImport } from "./import-json.ts";
import { changedByHand, inSale } from "./read-known-events.ts";

export interface UndoAsked {
  /** As it is now: `undoing` or `undone`, unless something is in the way. */
  readonly import: StoredImport;
  /** Whether it was this request that began it. */
  readonly begun: boolean;
  /** Rows whose events were changed since, at most 20; with any, nothing is undone. */
  readonly inTheWay: readonly {
    readonly row: number;
    readonly name: string;
    readonly by: "hand" | "import" | "sale";
  }[];
}

/**
 * Begins to undo an import as a whole, also one that still runs, unless an event of it was changed or sold since: then nothing
 * is. Asking again changes nothing. `null`: no such import. @throws DatabaseError
 */
export async function requestUndo(
  db: Database,
  actor: Actor,
  importId: string,
  options?: CallOptions,
): Promise<UndoAsked | null> {
  const one = sql`i.promoter_id = ${actor.promoterId}::uuid AND i.id = ${importId}::uuid`;
  // Whatever must not be lost with the event keeps it here.
  const inTheWay = sql`SELECT r.line AS row, r.name,
      CASE WHEN ${inSale} THEN 'sale' WHEN m.import_id = r.import_id THEN 'hand' ELSE 'import' END AS by
    FROM import_rows r
    JOIN events e ON e.promoter_id = r.promoter_id AND e.id = r.event_id
    JOIN imported_events m ON m.promoter_id = r.promoter_id AND m.event_id = r.event_id
    WHERE r.promoter_id = ${actor.promoterId}::uuid AND r.import_id = ${importId}::uuid
      AND r.outcome IN ('created', 'updated') AND (m.import_id <> r.import_id OR ${changedByHand} OR ${inSale})
    ORDER BY r.line LIMIT 20`;
  const [found, changed, rows] = await asPromoter(
    db,
    actor.promoterId,
    [
      sql`SELECT state IN ('undoing', 'undone') AS undone FROM imports i WHERE ${one} FOR UPDATE`,
      sql`WITH changed AS (
          UPDATE imports i SET state = 'undoing', queued_at = now(), next_attempt_at = now(), reader = NULL,
            attempts = 0, trouble = NULL, finished_at = NULL, claim = NULL, locked_until = NULL
          WHERE ${one} AND i.state NOT IN ('undoing', 'undone') AND NOT EXISTS (${inTheWay})
          RETURNING i.*
        ), ${auditedAs(actor, "import.undo", sql`jsonb_build_object('name', name)`)}
        SELECT id FROM changed`,
      sql`SELECT ${importJson} AS import,
          coalesce((SELECT json_agg(w) FROM (${inTheWay}) w), '[]') AS "inTheWay"
        FROM imports i WHERE ${one}`,
    ],
    options,
  );
  // What the statements select.
  const [before] = (found ?? []) as { undone: boolean }[];
  const [row] = (rows ?? []) as Pick<UndoAsked, "import" | "inTheWay">[];
  if (before === undefined || row === undefined) return null;
  const begun = changed?.length === 1;
  return { import: row.import, begun, inTheWay: begun || before.undone ? [] : row.inTheWay };
}
