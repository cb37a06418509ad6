import { sql } from "drizzle-orm";
import { Pool } from "pg";
import { poolErrorFrom } from "../src/database-error.ts";
import type { NewOrder } from "../src/orders/place-order.ts";
import { as, urlOf } from "./fixture.ts";

/** A way to place orders, many at once. @throws DatabaseError */
export type Place = (order: NewOrder) => Promise<void>;

/** A guard in a function: what it says there, and what stands there when it is taken out. */
export interface Guard {
  readonly in: string;
  readonly says: string;
  readonly instead: string;
}

/** What an order is placed by, and in it. */
const COPIED = [
  "place_order",
  "write_order",
  "take_capacity",
  "lock_capacity",
  "release_items",
  "end_order",
  "close_order",
];

/**
 * Runs `work` with fans' role on many connections, which wait for locks long enough for Postgres to see a circle. Without a
 * guard, it is copies of the functions that are called: in a schema of their own, seen by nobody else.
 */
export async function withPlace<T>(
  guard: Guard | null,
  work: (place: Place, schema: string) => Promise<T>,
): Promise<T> {
  const schema = guard === null ? "public" : `unguarded_${crypto.randomUUID().slice(0, 8)}`;
  const pool = new Pool({
    ...{ connectionString: urlOf("public"), max: 16, connectionTimeoutMillis: 10_000 },
    options: "-c lock_timeout=2s -c statement_timeout=15s",
  });
  try {
    if (guard !== null) await copyWithout(guard, schema);
    return await work(async ({ now, ...order }) => {
      const request = JSON.stringify({ ...order, now: new Date(now).toISOString() });
      await pool.query(`SELECT ${schema}.place_order($1::jsonb)`, [request]).catch((error: unknown) => {
        throw poolErrorFrom(error);
      });
    }, schema);
  } finally {
    await pool.end();
    if (guard !== null) await as("owner").query(sql`DROP SCHEMA IF EXISTS ${sql.identifier(schema)} CASCADE`);
  }
}

async function copyWithout(guard: Guard, schema: string): Promise<void> {
  const rows = await as("owner").query<{ name: string; text: string }>(
    sql`SELECT proname AS name, pg_get_functiondef(oid) AS text FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace AND proname = ANY(${sql.param(COPIED)}::text[])`,
  );
  const copies = rows.map(({ name, text }) => {
    const bare = name === guard.in ? text.replace(guard.says, guard.instead) : text;
    if (name === guard.in && bare === text) throw new Error(`${name} does not say: ${guard.says}`);
    return bare
      .replace("FUNCTION public.", `FUNCTION ${schema}.`)
      .replace("search_path TO 'pg_catalog', ", `search_path TO 'pg_catalog', '${schema}', `);
  });
  await as("owner").transaction([
    sql.raw(`CREATE SCHEMA ${schema}`),
    ...copies.map((text) => sql.raw(text)),
    sql.raw(`GRANT USAGE ON SCHEMA ${schema} TO liveotter_public`),
  ]);
}
