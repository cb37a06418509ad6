import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { open, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect, type Database } from "@liveotter/database/connect";
import { createImport } from "@liveotter/database/imports/create-import";
import { readImport } from "@liveotter/database/imports/read-imports";
import { startBacking } from "@liveotter/devstack/backing";
import { sql } from "drizzle-orm";
import { workImports } from "../../apps/jobs/src/imports/work-imports.ts";
import { interleave, ratioOfMedians } from "../compare.ts";
import { inWords, report } from "../report.ts";
import { sized } from "../settings.ts";
import { newPromoter } from "../stock.ts";

type Env = Readonly<Record<string, string>>;

const ROUNDS = sized(8, 2);
const ROWS = 1000;
const MANY = sized(100_000, 5000);
/** Rows in one statement, on both sides. */
const AT_ONCE = 250;
/** An isolate has 128 MB for everything; the import gets this much of it here. */
const HEAP_MB = 64;

const CITIES = [
  ["Kraków", "PL"],
  ["Austin, TX", "US"],
  ["Lisboa", "PT"],
  ["Nagoya", "JP"],
] as const;

function fileOf(rows: number, name: string): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const [city, country] = CITIES[index % CITIES.length] ?? CITIES[0];
    const day = String(1 + (index % 28)).padStart(2, "0");
    return `${name} ${index},2031-06-${day},20:00,"${city}",${country},"jazz,live",Standard:25:300`;
  });
  return `name,date,time,city,country,tags,tickets\n${lines.join("\n")}\n`;
}

/** Imports through the code of jobs against bare inserts of the same rows; then very many rows in a bounded heap. */
export async function benchImport(base: number, outDir: string): Promise<void> {
  // Services without workers: nobody else works at what is queued here.
  const dataDir = join(outDir, "import");
  const backing = await startBacking({ base, dataDir, env: { PATH: process.env.PATH } });
  try {
    await compare(backing.env, outDir);
  } finally {
    await backing.stop();
  }
}

async function compare(env: Env, outDir: string): Promise<void> {
  const as = (name: string) =>
    connect({ url: env[name] ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs: 30_000 });
  const [owner, promoter, jobs] = [as("DATABASE_URL"), as("DATABASE_URL_PROMOTER"), as("DATABASE_URL_JOBS")];
  const [imported = [], bare = []] = await interleave(ROUNDS, [
    () => importOnce({ owner, promoter, jobs }),
    () => insertOnce(owner),
  ]);
  const ratio = ratioOfMedians(bare, imported);
  const perSecond = (times: readonly number[]) =>
    Math.round((ROWS * times.length * 1000) / times.reduce((sum, ms) => sum + ms, 0));
  report({
    name: `import of ${ROWS} rows / bare inserts of the same rows, over one endpoint (time)`,
    figure: inWords(ratio),
    detail: { ratio, importedPerSecond: perSecond(imported), barePerSecond: perSecond(bare), rounds: ROUNDS },
  });
  await benchMany({ owner, promoter }, env, outDir);
}

async function queue(promoter: Database, promoterId: PromoterId, totalBytes: number): Promise<string> {
  const id = randomUUID();
  const settings = { name: "bench", format: "csv", publish: false, genre: "other", currency: "EUR" } as const;
  const actor = { promoterId, userId: null, requestId: null };
  await createImport(promoter, actor, { id, totalBytes, ...settings }, { key: id, hash: "0".repeat(64) });
  return id;
}

/** Milliseconds. */
async function importOnce(dbs: { owner: Database; promoter: Database; jobs: Database }): Promise<number> {
  const promoterId = await newPromoter(dbs.owner);
  const bytes = new TextEncoder().encode(fileOf(ROWS, `Bench ${promoterId.slice(0, 8)}`));
  const importId = await queue(dbs.promoter, promoterId, bytes.length);
  const files = {
    read: async (_: unknown, offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
  const now = () => instant(Date.now());
  const begun = performance.now();
  await workImports({ jobs: dbs.jobs, promoter: dbs.promoter, files, now }, now() + 600_000);
  const took = performance.now() - begun;
  const done = await readImport(dbs.promoter, { promoterId, importId });
  if (done?.progress.created !== ROWS) throw new Error(`not imported: ${JSON.stringify(done)}`);
  return took;
}

/** The same rows into the same tables, made beforehand and asked nothing: events, performances, ticket types, quotas. */
async function insertOnce(owner: Database): Promise<number> {
  const promoterId = await newPromoter(owner);
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    ...{ id: randomUUID(), performance: randomUUID(), type: randomUUID(), quota: randomUUID() },
    ...{
      name: `Bench ${index}`,
      slug: `bench-${randomUUID()}`,
      at: `2031-06-${String(1 + (index % 28)).padStart(2, "0")}`,
    },
  }));
  const begun = performance.now();
  for (let at = 0; at < ROWS; at += AT_ONCE) {
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + AT_ONCE))}::jsonb) AS given (
      id uuid, performance uuid, type uuid, quota uuid, name text, slug text, at date)`;
    await owner.transaction([
      sql`INSERT INTO events (id, promoter_id, slug, name, name_key, name_words, tag_words, genre, tags, currency, price_from, price_to)
        SELECT id, ${promoterId}::uuid, slug, name, lower(name), lower(name), 'jazz live', 'other', '{jazz,live}', 'EUR',
          2500, 2500 FROM ${given}`,
      sql`INSERT INTO performances (id, promoter_id, event_id, city, city_key, country, zone, local_date, local_time, starts_at, ends_at)
        SELECT performance, ${promoterId}::uuid, id, 'Kraków', 'krakow', 'PL', 'Europe/Warsaw', at, '20:00',
          at + interval '18 hours', at + interval '21 hours' FROM ${given}`,
      sql`INSERT INTO ticket_types (id, promoter_id, event_id, name, position, price_minor)
        SELECT type, ${promoterId}::uuid, id, 'Standard', 0, 2500 FROM ${given}`,
      sql`INSERT INTO quotas (id, promoter_id, event_id, name, capacity, position)
        SELECT quota, ${promoterId}::uuid, id, 'Standard', 300, 0 FROM ${given}`,
      sql`INSERT INTO quota_ticket_types (promoter_id, event_id, quota_id, ticket_type_id)
        SELECT ${promoterId}::uuid, id, quota, type FROM ${given}`,
    ]);
  }
  return performance.now() - begun;
}

async function benchMany(dbs: { owner: Database; promoter: Database }, env: Env, outDir: string): Promise<void> {
  const promoterId = await newPromoter(dbs.owner);
  const path = join(outDir, "import.csv");
  await writeFile(path, fileOf(MANY, `Many ${promoterId.slice(0, 8)}`));
  const { size } = await stat(path);
  const importId = await queue(dbs.promoter, promoterId, size);
  const child = fileURLToPath(new URL("./import-child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`--max-old-space-size=${HEAP_MB}`, "--expose-gc", child, path],
    { env: { ...process.env, ...env } },
  );
  const measured = JSON.parse(stdout) as { seconds: number; peakHeap: number; peakLive: number };
  const done = await readImport(dbs.promoter, { promoterId, importId });
  const megabytes = (size: number) => `${(size / 1e6).toFixed(0)} MB`;
  report({
    name: `import of ${MANY} rows, heap bounded to ${HEAP_MB} MB (held, and peak before collection)`,
    figure: `${megabytes(measured.peakLive)}, ${megabytes(measured.peakHeap)} in ${measured.seconds.toFixed(0)} s`,
    aim: "every row",
    exact: true,
    holds: done?.progress.created === MANY,
    detail: {
      ...measured,
      fileBytes: size,
      rowsPerSecond: Math.round(MANY / measured.seconds),
      progress: done?.progress,
    },
  });
}

/** Ranges of a file on disk, as a bucket gives them. */
export const fileAt = (path: string) => ({
  async read(_: unknown, offset: number, length: number): Promise<Uint8Array> {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, offset);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  },
});
