import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { as, urlOf } from "./fixture.ts";

/** What goes on while others are held up. */
export interface Hold {
  /** Resolves once so many stand in line. */
  waiting(count: number): Promise<void>;
  /** Lets go of one row, by its place, before the others. */
  release(at: number): Promise<void>;
}

/** The statement that locks one row. */
export const rowOf = (table: string, key: string, id: string): string =>
  `SELECT FROM ${escapeIdentifier(table)} WHERE ${escapeIdentifier(key)} = ${escapeLiteral(id)} FOR UPDATE`;

/**
 * Holds up whoever needs these rows until `begin` is through: it starts what is to meet there, and says what to wait for
 * after that. What would be a race comes the same way each time.
 */
export async function heldUp<T>(rows: readonly string[], begin: (hold: Hold) => Promise<() => Promise<T>>): Promise<T> {
  const holders = await Promise.all(rows.map((row) => holderOf(row)));
  try {
    const end = await begin({
      async waiting(count) {
        for (let tries = 0; tries < 400; tries++) {
          const [row] = await as("jobs").query<{ count: number }>(
            sql`SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted`,
          );
          if ((row?.count ?? 0) >= count) return;
          await sleep(10);
        }
      },
      async release(at) {
        await holders[at]?.query("COMMIT");
      },
    });
    for (const holder of holders) await holder.query("COMMIT");
    return await end();
  } finally {
    for (const holder of holders) await holder.end();
  }
}

async function holderOf(row: string): Promise<Client> {
  const holder = new Client({ connectionString: urlOf("owner") });
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query(row);
  return holder;
}
