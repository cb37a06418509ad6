import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from "pg";

/** The logins. Each deployable has one of its own; `owner` owns the tables and belongs to migrations alone. */
export const ROLES = ["owner", "public", "promoter", "jobs", "reporting", "auth"] as const;
export type Role = (typeof ROLES)[number];

export interface MigrateOptions {
  /**
   * Postgres URL of somebody who may create roles (a local superuser, or Neon's database owner on a direct, unpooled
   * address). Its path names the database, which is created when it does not exist. Once the roles exist, the URL of
   * `liveotter_owner` will do.
   */
  readonly adminUrl: string;
  /** Passwords to set; a role that is not named keeps the one it has. */
  readonly passwords?: Partial<Record<Role, string>>;
  readonly log?: (line: string) => void;
  /** Where the migrations are; only tests set it. */
  readonly folder?: URL;
  /** Where the functions are, one file each; only tests set it. */
  readonly functions?: URL;
}

const MIGRATIONS = new URL("../migrations/", import.meta.url);
const FUNCTIONS = new URL("../functions/", import.meta.url);
/** How long one step may wait for a lock before it lets everybody else pass and tries again. */
const LOCK_TIMEOUT_MS = 2000;
const ATTEMPTS = 10;
/** Any number will do as long as it stays the same: two runs at once take turns. */
const ADVISORY_LOCK = 7_310_642_051;

/**
 * Brings the database up to date: roles and their limits, then each numbered migration that has not run yet, each in its
 * own transaction, then every function whose file changed, together in one. Safe to repeat and to run concurrently.
 * Returns the names of the files it applied, functions as `functions/<name>.sql`.
 *
 * @throws Error when an applied migration was edited, or when a lock or a connection is not available in ten attempts.
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  const { adminUrl, passwords = {}, log = () => {}, folder = MIGRATIONS, functions = FUNCTIONS } = options;
  const client = await open(adminUrl, log);
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await prepareRoles(client, passwords, folder, log);
    const applied: string[] = [];
    for (const migration of await readFiles(folder, /^\d{4}-[a-z0-9-]+\.sql$/)) {
      if (await withRetry(() => apply(client, migration), log)) {
        log(`Applied ${migration.name}`);
        applied.push(migration.name);
      }
    }
    const files = await readFiles(functions, /^[a-z0-9_]+\.sql$/);
    const replaced = await withRetry(() => replaceFunctions(client, files), log);
    if (replaced.length > 0) log(`Replaced ${replaced.length} functions`);
    return [...applied, ...replaced.map((name) => `functions/${name}`)];
  } finally {
    await client.end();
  }
}

interface SqlFile {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

async function readFiles(folder: URL, pattern: RegExp): Promise<readonly SqlFile[]> {
  const names = (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** A connection to the URL's database, which is created when it is missing. */
async function open(adminUrl: string, log: (line: string) => void): Promise<Client> {
  for (let attempt = 1; ; attempt++) {
    const client = clientFor(adminUrl);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const code = error instanceof DatabaseError ? error.code : undefined;
      if (code === "3D000") break; // invalid_catalog_name
      if (code !== "53300" || attempt === ATTEMPTS) throw error; // too_many_connections, of the role
      await sleep(attempt * 200);
    }
  }
  const url = new URL(adminUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.pathname = "/postgres";
  const maintenance = clientFor(url.href);
  await maintenance.connect();
  try {
    await maintenance.query(`CREATE DATABASE ${escapeIdentifier(database)} TEMPLATE template0 ENCODING 'UTF8'`);
    log(`Created database ${database}`);
  } catch (error) {
    // duplicate_database, or its unique violation when two runs start at once: somebody else was faster.
    if (!(error instanceof DatabaseError && (error.code === "42P04" || error.code === "23505"))) throw error;
  } finally {
    await maintenance.end();
  }
  const fresh = clientFor(adminUrl);
  await fresh.connect();
  return fresh;
}

const clientFor = (connectionString: string) =>
  new Client({
    connectionString,
    application_name: "liveotter-migrate",
    connectionTimeoutMillis: 10_000,
    options: "-c client_min_messages=warning",
  });

async function prepareRoles(
  client: Client,
  passwords: Partial<Record<Role, string>>,
  folder: URL,
  log: (line: string) => void,
): Promise<void> {
  const { rows } = await client.query<{ may: boolean }>(
    "SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user",
  );
  if (rows[0]?.may !== true) {
    log("Roles and passwords stay as they are: this login may not change them.");
    return;
  }
  const sql = await readFile(new URL("roles.sql", folder), "utf8");
  await transaction(client, async () => {
    await client.query(sql);
    for (const role of ROLES) {
      const password = passwords[role];
      if (password === undefined) continue;
      await client.query(`ALTER ROLE ${roleName(role)} PASSWORD ${escapeLiteral(password)}`);
    }
    await client.query(`DO $$ BEGIN
      -- Tables belong to the owner, whoever runs this: a role that is no superuser must first be able to become it.
      IF NOT pg_has_role(current_user, 'liveotter_owner', 'SET') THEN
        EXECUTE format('GRANT liveotter_owner TO %I WITH SET TRUE', current_user);
      END IF;
      EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO liveotter_owner', current_database());
      EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
      EXECUTE format('GRANT CONNECT ON DATABASE %I TO liveotter_public, liveotter_promoter, liveotter_jobs,'
        ' liveotter_reporting, liveotter_auth', current_database());
      GRANT ALL ON SCHEMA public TO liveotter_owner;
    END $$`);
  });
}

/** Applies one migration unless it has run already. */
function apply(client: Client, migration: SqlFile): Promise<boolean> {
  return transaction(client, async () => {
    await client.query("SET LOCAL ROLE liveotter_owner");
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ checksum: string }>(
      "SELECT checksum FROM schema_migrations WHERE name = $1",
      [migration.name],
    );
    const before = rows[0];
    if (before !== undefined) {
      if (before.checksum === migration.checksum) return false;
      throw new Error(`${migration.name} was edited after it had been applied. Write a new migration instead.`);
    }
    await client.query(migration.sql);
    await client.query("INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)", [
      migration.name,
      migration.checksum,
    ]);
    return true;
  });
}

/** Applies the files of functions that changed since they were last applied: all of them or none. Returns their names. */
function replaceFunctions(client: Client, files: readonly SqlFile[]): Promise<readonly string[]> {
  return transaction(client, async () => {
    await client.query("SET LOCAL ROLE liveotter_owner");
    // Functions call each other, so a body may name a function that comes later in the alphabet.
    await client.query("SET LOCAL check_function_bodies = off");
    await client.query(`CREATE TABLE IF NOT EXISTS schema_functions (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      "SELECT name, checksum FROM schema_functions",
    );
    const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
    const changed = files.filter(({ name, checksum }) => applied.get(name) !== checksum);
    for (const { name, sql, checksum } of changed) {
      await client.query(sql);
      await client.query(
        `INSERT INTO schema_functions (name, checksum) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = now()`,
        [name, checksum],
      );
    }
    return changed.map(({ name }) => name);
  });
}

/** Runs `work` in a transaction under the advisory lock, which ends with it: a pooler in between does no harm. */
async function transaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '60s'"); // another run's whole file, at most
    await client.query("SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    await client.query(`SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`);
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}

/** Tries again when a lock could not be had: whoever held it, and all who queued behind us, went on meanwhile. */
async function withRetry<T>(work: () => Promise<T>, log: (line: string) => void): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const waited = error instanceof DatabaseError && (error.code === "55P03" || error.code === "40P01");
      if (!waited || attempt === ATTEMPTS) throw error;
      log(`Waiting for a lock (${error.message}), attempt ${attempt} of ${ATTEMPTS}`);
      await sleep(250 * attempt);
    }
  }
}

/** `liveotter_public` for `public`. */
export const roleName = (role: Role): `liveotter_${Role}` => `liveotter_${role}`;
