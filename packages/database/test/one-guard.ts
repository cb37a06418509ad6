import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { Client, DatabaseError as PgError } from "pg";
import type { Database } from "../src/connect.ts";
import { urlOf } from "./fixture.ts";

/** What keeps promoters apart in a statement: row-level security, and its own conditions. Each can be taken away. */
export interface Guards {
  readonly rowLevelSecurity: boolean;
  readonly conditions: boolean;
}

const dialect = new PgDialect();

/** `promoter_id = …` of any table, and of the tenants' own table its key. */
const CONDITION = /(?:\b\w+\.)?"?\bpromoter_id"? = (?:\$\d+(?:::uuid)?|\w+\.promoter_id)|\bp\.id = \$\d+::uuid/g;

/** A statement's text without its conditions on the promoter; what they compared with is still mentioned. */
export function withoutConditions(text: string): string {
  return text.replace(CONDITION, (condition) => {
    const [parameter] = /\$\d+/.exec(condition) ?? [];
    return parameter === undefined ? "true" : `${parameter}::uuid IS NOT NULL`;
  });
}

/**
 * Runs `work` with only these guards, in a transaction that is undone afterwards; `look` sees what it left behind.
 * Answers what both say, and how many statements lost a condition.
 */
export async function guardedOnlyBy<T, Seen>(
  guards: Guards,
  work: (db: Database) => Promise<T>,
  look: (client: Client) => Promise<Seen>,
): Promise<{ result: T | string; seen: Seen; bared: number }> {
  const client = new Client({ connectionString: urlOf(guards.rowLevelSecurity ? "promoter" : "owner") });
  await client.connect();
  let bared = 0;
  try {
    await client.query("BEGIN");
    if (!guards.rowLevelSecurity) await disableRowLevelSecurity(client);
    const run = async (statement: SQL): Promise<unknown[]> => {
      const { sql: text, params } = dialect.sqlToQuery(statement);
      const bare = guards.conditions ? text : withoutConditions(text);
      if (bare !== text) bared++;
      return (await client.query(bare, params)).rows;
    };
    const db: Database = {
      // What comes back is what the statement selects, as with the real one.
      query: async <Row>(statement: SQL) => (await run(statement)) as Row[],
      async transaction(statements) {
        const results: unknown[][] = [];
        for (const statement of statements) results.push(await run(statement));
        return results;
      },
    };
    await client.query("SAVEPOINT work");
    const result = await work(db).catch(async (error: unknown) => {
      if (!(error instanceof PgError)) throw error;
      await client.query("ROLLBACK TO SAVEPOINT work");
      return `refused: ${error.code} ${error.constraint ?? ""}`;
    });
    return { result, seen: await look(client), bared };
  } finally {
    await client.query("ROLLBACK");
    await client.end();
  }
}

async function disableRowLevelSecurity(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT oid::regclass::text AS name FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace",
  );
  for (const { name } of rows) {
    await client.query(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
  }
}

/** A digest of every row of one promoter, table by table, as far as the connection's role may read them. */
export async function digestOf(client: Client, promoterId: string): Promise<Record<string, string>> {
  await client.query("SELECT set_config('app.promoter_id', $1, true)", [promoterId]);
  const { rows: tables } = await client.query<{ name: string; columns: string }>(
    `SELECT c.relname AS name, string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND has_column_privilege(c.oid, a.attnum, 'SELECT')
    GROUP BY c.oid, c.relname HAVING bool_or(a.attname = 'promoter_id')`,
  );
  const digests: Record<string, string> = {};
  for (const { name, columns } of tables) {
    const { rows } = await client.query<{ digest: string }>(
      `SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest
      FROM (SELECT ${columns} FROM ${name} WHERE promoter_id = $1) t`,
      [promoterId],
    );
    digests[name] = rows[0]?.digest ?? "";
  }
  return digests;
}
