import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { writeSnapshot } from "@liveotter/integrations/snapshot/write-snapshot";
import { sql } from "drizzle-orm";
import { median } from "../compare.ts";
import { makeEvents } from "../make-events.ts";
import { report } from "../report.ts";
import { sized } from "../settings.ts";

const EVENTS = sized(20_000, 2000);
const ROUNDS = sized(20, 3);
/** Building the index is one statement, on a machine that may be busy. */
const TIMEOUT_MS = 60_000;
const QUERIES = [
  "lanterns",
  "krakow storm",
  "harbor choir",
  "fairwell",
  "nacht",
  "silver bridge",
  "album",
  "kopenhagen",
];
/** An isolate has 128 MB for everything; the search gets this much of it here. */
const HEAP_MB = 128;

/** The snapshot's search over many events against Postgres' full-text search over the same. */
export async function benchSearch(env: Readonly<Record<string, string>>, outDir: string): Promise<void> {
  const events = makeEvents(EVENTS, Date.now());
  const folder = join(outDir, "snapshot");
  await mkdir(folder, { recursive: true });
  const path = (key: string) => join(folder, encodeURIComponent(key));
  const built = performance.now();
  const { bytes } = await writeSnapshot(
    {
      // Nothing was written before.
      get: async () => null,
      put: async (key, value) => writeFile(path(key), typeof value === "string" ? value : new Uint8Array(value)),
      delete: async (key) => rm(path(key), { force: true }),
    },
    { version: { version: 1, at: instant(Date.now()) }, events, venues: [] },
    Date.now(),
  );
  const buildMs = performance.now() - built;

  const child = fileURLToPath(new URL("./snapshot-child.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP_MB}`,
    "--expose-gc",
    child,
    folder,
    ...QUERIES,
  ]);
  const snapshot = JSON.parse(stdout) as { loadMs: number; heapBytes: number; found: number; times: number[] };
  const snapshotMs = median(snapshot.times);

  const { overHttp, inServer } = await fullText(env, events);
  const figures = {
    events: EVENTS,
    snapshotMs,
    postgresOverHttpMs: overHttp,
    postgresServerMs: inServer,
    storedBytes: bytes,
    buildMs: Math.round(buildMs),
    loadMs: Math.round(snapshot.loadMs),
  };
  report({
    name: `snapshot search / Postgres full-text over HTTP, ${EVENTS} events (median time)`,
    figure: (snapshotMs / overHttp).toFixed(2),
    detail: figures,
  });
  report({
    name: "snapshot search / Postgres full-text, server time alone",
    figure: (snapshotMs / inServer).toFixed(2),
    detail: figures,
  });
  report({
    name: `snapshot and index in memory, heap bounded to ${HEAP_MB} MB`,
    figure: `${(snapshot.heapBytes / 1e6).toFixed(0)} MB`,
    aim: `under ${HEAP_MB} MB`,
    exact: true,
    holds: snapshot.heapBytes < HEAP_MB * 1e6,
    detail: { heapBytes: snapshot.heapBytes, found: snapshot.found },
  });
}

/** Medians in ms: the same queries by to_tsquery with prefixes over a GIN index; in all, and as the server counts. */
async function fullText(env: Readonly<Record<string, string>>, events: ReturnType<typeof makeEvents>) {
  const db = connect({
    ...{ url: env.DATABASE_URL ?? "", httpEndpoint: env.DATABASE_HTTP_ENDPOINT, timeoutMs: TIMEOUT_MS },
  });
  await db.query(sql`CREATE SCHEMA bench AUTHORIZATION CURRENT_USER`);
  await db.query(sql`CREATE TABLE bench.listing (id text PRIMARY KEY, doc jsonb, words tsvector)`);
  try {
    for (let start = 0; start < events.length; start += 2000) {
      const batch = events.slice(start, start + 2000).map(({ description, ...listed }) => listed);
      await db.query(sql`INSERT INTO bench.listing
        SELECT e->>'id', e, to_tsvector('simple', concat_ws(' ', e->>'name', e->>'summary', e#>>'{performances,0,place,city}'))
        FROM jsonb_array_elements(${JSON.stringify(batch)}::jsonb) e`);
    }
    await db.query(sql`CREATE INDEX ON bench.listing USING gin (words)`);
    await db.query(sql`ANALYZE bench.listing`);
    const http: number[] = [];
    const server: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const text of QUERIES) {
        const query = text
          .split(" ")
          .map((word) => `${word}:*`)
          .join(" & ");
        const found = sql`SELECT doc FROM bench.listing, to_tsquery('simple', ${query}) q WHERE words @@ q
          ORDER BY ts_rank(words, q) DESC LIMIT 24`;
        const sent = performance.now();
        await db.query(found);
        http.push(performance.now() - sent);
        const [plan] = await db.query<{ "QUERY PLAN": readonly { "Execution Time": number }[] }>(
          sql`EXPLAIN (ANALYZE, FORMAT JSON) ${found}`,
        );
        server.push(plan?.["QUERY PLAN"][0]?.["Execution Time"] ?? Number.NaN);
      }
    }
    return { overHttp: median(http), inServer: median(server) };
  } finally {
    await db.query(sql`DROP SCHEMA bench CASCADE`);
  }
}
