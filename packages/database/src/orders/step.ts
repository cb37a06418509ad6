import { type SQL, sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/**
 * Runs one of the functions of selling, whole or not at all, and answers what it does: what that is, the SQL beside the
 * call says. Each may be asked again after any failure without a second effect.
 * @throws DatabaseError; `LOnnn` when the step is refused, and no SQLSTATE when nobody knows what became of it
 */
export async function step<Answer>(db: Database, call: SQL, options?: CallOptions): Promise<Answer> {
  const [row] = await db.query<{ answer: Answer }>(sql`SELECT ${call} AS answer`, options);
  if (row === undefined) throw new Error("a function answered no row");
  return row.answer;
}

/** The same of a function that answers any number of rows. @throws DatabaseError */
export async function steps<Answer>(db: Database, call: SQL, options?: CallOptions): Promise<Answer[]> {
  const rows = await db.query<{ answer: Answer }>(sql`SELECT answer FROM ${call} AS answer`, options);
  return rows.map(({ answer }) => answer);
}

/** A function's one argument: what it is asked for, `now` as it is written there. */
export const asked = <Request extends { readonly now: number }>({ now, ...request }: Request): SQL =>
  sql`${JSON.stringify({ ...request, now: new Date(now).toISOString() })}::jsonb`;
