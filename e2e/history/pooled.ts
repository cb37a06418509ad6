import type { Database } from "@liveotter/database/connect";
import { DatabaseError, poolErrorFrom } from "@liveotter/database/database-error";
import { PgDialect } from "drizzle-orm/pg-core";
import pg from "pg";

const dialect = new PgDialect();

/** A role's way to Postgres over connections that stay: for thousands of steps in a row. */
export function pooled(url: string, max: number): { readonly db: Database; end(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max });
  const db: Database = {
    async query<Row>(statement: Parameters<Database["query"]>[0]): Promise<Row[]> {
      const { sql, params } = dialect.sqlToQuery(statement);
      try {
        // What comes back is what the statement selects, as with the real one.
        return (await pool.query(sql, params)).rows as Row[];
      } catch (error) {
        const { kind, message, code } = poolErrorFrom(error);
        const detail = error instanceof pg.DatabaseError ? error.detail : undefined;
        throw new DatabaseError(kind, message, { ...(code && { code }), ...(detail && { detail }), cause: error });
      }
    },
    transaction: () => Promise.reject(new Error("nothing here takes two statements")),
  };
  return { db, end: () => pool.end() };
}
