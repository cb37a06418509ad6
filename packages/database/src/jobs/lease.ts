import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { CallOptions, Database } from "../connect.ts";

export interface Lease {
  readonly name: string;
  readonly holder: string;
}

/** The right to do this work alone for `seconds`, or `null` while somebody else has it. @throws DatabaseError */
export async function takeLease(
  db: Database,
  name: string,
  seconds: number,
  options?: CallOptions,
): Promise<Lease | null> {
  const holder = uuidv7();
  const rows = await db.query(
    sql`INSERT INTO job_leases AS lease (name, holder, held_until)
    VALUES (${name}, ${holder}::uuid, now() + make_interval(secs => ${seconds}))
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
      WHERE lease.held_until <= now()
    RETURNING name`,
    options,
  );
  return rows.length === 1 ? { name, holder } : null;
}

/** Before it is tried again: ten seconds in all. */
const PAUSES_MS = [1000, 2000, 3000, 4000];

/**
 * Gives it back; nobody gets it before `restSeconds` have passed. Does nothing once it was lost. Tried again for some
 * seconds where Postgres does not answer: what nobody gives back holds everybody up to its end. @throws DatabaseError
 */
export async function endLease(db: Database, { name, holder }: Lease, restSeconds: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await db.query(
        sql`UPDATE job_leases SET held_until = now() + make_interval(secs => ${restSeconds})
        WHERE name = ${name} AND holder = ${holder}::uuid`,
      );
      return;
    } catch (error) {
      const pause = PAUSES_MS[attempt];
      if (pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
