import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import { Client, DatabaseError as PgError } from "pg";
import { afterAll } from "vitest";
import type { Database } from "../src/connect.ts";
import type { Role } from "../src/migrate.ts";
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

const connections = new Map<Role, Promise<Client>>();
afterAll(async () => {
  for (const client of connections.values()) await (await client).end();
});

/** One for each role: hundreds of attempts would log in hundreds of times. */
function connection(role: Role): Promise<Client> {
  const known = connections.get(role);
  if (known !== undefined) return known;
  const client = new Client({ connectionString: urlOf(role) });
  const connected = client.connect().then(() => client);
  connections.set(role, connected);
  return connected;
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
  // The owner's own policy lets it do everything.
  const client = await connection(guards.rowLevelSecurity ? "promoter" : "owner");
  let bared = 0;
  try {
    await client.query("BEGIN");
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
  const each = tables.map(
    ({ name, columns }) => `SELECT '${name}' AS name,
      count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest
      FROM (SELECT ${columns} FROM ${name} WHERE promoter_id = $1) t`,
  );
  const { rows } = await client.query<{ name: string; digest: string }>(each.join(" UNION ALL "), [promoterId]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
