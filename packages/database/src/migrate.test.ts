import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { getTableColumns, getTableName, is, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { as, urlOf } from "../test/fixture.ts";
import { migrate } from "./migrate.ts";
import * as auth from "./schema/auth.ts";
import * as catalogue from "./schema/catalogue.ts";
import * as imports from "./schema/imports.ts";
import * as interests from "./schema/interests.ts";
import * as jobs from "./schema/jobs.ts";
import * as orders from "./schema/orders.ts";
import * as orphans from "./schema/orphans.ts";
import * as outbox from "./schema/outbox.ts";
import * as persons from "./schema/persons.ts";
import * as promoters from "./schema/promoters.ts";
import * as quotas from "./schema/quotas.ts";
import * as selling from "./schema/selling.ts";
import * as tickets from "./schema/tickets.ts";

/** A copy of the migrations to spoil. */
let folder: URL;
let path = "";

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "liveotter-migrations-"));
  await cp(new URL("../migrations/", import.meta.url), path, { recursive: true });
  folder = pathToFileURL(`${path}/`);
});
afterAll(() => rm(path, { recursive: true, force: true }));

const again = (log?: (line: string) => void) => migrate({ adminUrl: urlOf("owner"), folder, ...(log && { log }) });
const numbered = (name: string) => join(path, name);

describe("migrating", () => {
  it("does nothing when there is nothing to do, also twice at once", async () => {
    expect(await migrate({ adminUrl: urlOf("owner") })).toEqual([]);
    expect(await Promise.all([again(), again()])).toEqual([[], []]);
  });

  it("applies a new file once, whoever of several comes first", async () => {
    const name = `9000-try-${Date.now()}.sql`;
    await writeFile(numbered(name), "SELECT 1;");
    const applied = await Promise.all([again(), again(), again()]);
    expect(applied.flat()).toEqual([name]);
    await rm(numbered(name));
  });

  it("refuses to go on when an applied file was edited", async () => {
    const name = "0001-create-promoters-and-sign-in.sql";
    const original = new URL(`../migrations/${name}`, import.meta.url);
    await appendFile(numbered(name), "-- one word more\n");
    await expect(again()).rejects.toThrow(`${name} was edited after it had been applied`);
    await cp(original, numbered(name));
    expect(await again()).toEqual([]);
  });

  it("leaves nothing of a file that fails half-way", async () => {
    const name = `9001-fail-${Date.now()}.sql`;
    await writeFile(numbered(name), "CREATE TABLE half_way (a int); SELECT 1 / 0;");
    await expect(again()).rejects.toThrow("division by zero");
    const rows = await as("owner").query(sql`SELECT FROM pg_tables WHERE tablename = 'half_way'`);
    expect(rows).toEqual([]);
    await rm(numbered(name));
  });

  it("lets others pass while it waits for a lock, and gets there in the end", async () => {
    const name = `9002-lock-${Date.now()}.sql`;
    await writeFile(numbered(name), "LOCK TABLE idempotency_keys IN ACCESS EXCLUSIVE MODE;");
    const holder = new Client({ connectionString: urlOf("owner") });
    await holder.connect();
    await holder.query("BEGIN; LOCK TABLE idempotency_keys IN ACCESS SHARE MODE");
    const lines: string[] = [];
    const running = again((line) => lines.push(line));
    const waits = () => lines.filter((line) => line.startsWith("Waiting for a lock"));
    await expect.poll(waits, { timeout: 30_000 }).not.toEqual([]);
    await holder.query("COMMIT");
    expect(await running).toEqual([name]);
    await holder.end();
    await rm(numbered(name));
  });
});

describe("functions", () => {
  const functions = new URL("../functions/", import.meta.url);
  let copy: URL;
  let copyPath = "";
  beforeAll(async () => {
    copyPath = await mkdtemp(join(tmpdir(), "liveotter-functions-"));
    await cp(functions, copyPath, { recursive: true });
    copy = pathToFileURL(`${copyPath}/`);
  });
  afterAll(() => rm(copyPath, { recursive: true, force: true }));
  const replace = () => migrate({ adminUrl: urlOf("owner"), functions: copy });

  it("are replaced when their file changes, and only then", async () => {
    const file = join(copyPath, "new_order_number.sql");
    await appendFile(file, "-- edited\n");
    expect(await replace()).toEqual(["functions/new_order_number.sql"]);
    expect(await replace()).toEqual([]);
    expect(await migrate({ adminUrl: urlOf("owner") })).toEqual(["functions/new_order_number.sql"]);
    await cp(new URL("new_order_number.sql", functions), file);
  });

  it("stay as they were when one of several changed files fails", async () => {
    await writeFile(join(copyPath, "a_new_one.sql"), "CREATE OR REPLACE FUNCTION a_new_one() RETURNS int RETURN 1;");
    await writeFile(join(copyPath, "b_broken.sql"), "SELECT 1 / 0;");
    await expect(replace()).rejects.toThrow("division by zero");
    expect(await as("owner").query(sql`SELECT FROM pg_proc WHERE proname = 'a_new_one'`)).toEqual([]);
    await rm(join(copyPath, "a_new_one.sql"));
    await rm(join(copyPath, "b_broken.sql"));
  });

  it("each have one signature and one file", async () => {
    const rows = await as("owner").query<{ name: string }>(
      sql`SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') ORDER BY proname`,
    );
    const files = (await readdir(functions)).filter((name) => name.endsWith(".sql")).sort();
    expect(rows.map(({ name }) => `${name}.sql`).sort()).toEqual(files);
  });

  it("contain only SQL that Postgres accepts, and are closed to the public unless they are harmless", async () => {
    const client = new Client({ connectionString: urlOf("owner") });
    await client.connect();
    await client.query("BEGIN");
    for (const name of await readdir(functions)) {
      if (name.endsWith(".sql")) await client.query(await readFile(new URL(name, functions), "utf8"));
    }
    await client.query("ROLLBACK");
    const { rows } = await client.query<{ proname: string }>(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND has_function_privilege('public', oid, 'EXECUTE')`,
    );
    await client.end();
    expect(rows).toEqual([]);
  });
});

describe("the Drizzle schema", () => {
  const modules = [
    auth,
    promoters,
    catalogue,
    quotas,
    selling,
    orders,
    tickets,
    orphans,
    persons,
    interests,
    imports,
    jobs,
    outbox,
  ];
  const tables = modules.flatMap((module) => Object.values(module).filter((value) => is(value, PgTable)));

  it("knows every table of the database", async () => {
    const rows = await as("owner").query<{ name: string }>(
      sql`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('schema_migrations', 'schema_functions')`,
    );
    expect(tables.map(getTableName).sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it.each(tables.map((table) => [getTableName(table), table] as const))(
    "says of %s what the database has",
    async (name, table) => {
      const rows = await as("owner").query<{ name: string; type: string; required: boolean; given: boolean }>(
        sql`SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required,
        (atthasdef OR attidentity <> '') AS given
      FROM pg_attribute WHERE attrelid = ${name}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
      );
      const declared = Object.values(getTableColumns(table)).map((column) => ({
        name: column.name,
        type: typeOf(column.getSQLType()),
        required: column.notNull,
      }));
      expect(declared.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
        rows.map(({ name: own, type, required }) => ({ name: own, type, required })),
      );
      const given = Object.values(getTableColumns(table)).filter(
        ({ default: value, generated, generatedIdentity }) => value !== undefined || generated || generatedIdentity,
      );
      expect(given.map((column) => column.name).sort()).toEqual(rows.filter((row) => row.given).map((row) => row.name));
    },
  );
});

/** Postgres' own name for a type as Drizzle writes it. */
function typeOf(written: string): string {
  const bare = written.replace(' COLLATE "C"', "");
  const precise = /^(timestamp|time)( ?\((\d)\))?( with time zone)?$/.exec(bare);
  if (precise === null) return bare;
  return `${precise[1]}(${precise[3]}) ${precise[4] ? "with" : "without"} time zone`;
}
