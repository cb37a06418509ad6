import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { instant } from "@liveotter/core/instant";
import { snapshotSearch } from "@liveotter/integrations/search/snapshot-search";
import { SnapshotReader } from "@liveotter/integrations/snapshot/snapshot-reader";

/**
 * Searches a snapshot kept in a folder, one value a file, in a process whose heap its parent bounds to what an isolate
 * has. Prints one JSON line: time to load, bytes in use, and each query's time once the code is warm. Milliseconds.
 */
const [folder = "", ...queries] = process.argv.slice(2);
const file = (key: string) => readFile(join(folder, encodeURIComponent(key))).catch(() => null);

async function get(key: string, type: "text"): Promise<string | null>;
async function get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
async function get(key: string, type: "text" | "arrayBuffer"): Promise<string | ArrayBuffer | null> {
  const bytes = await file(key);
  return type === "text" ? (bytes?.toString("utf8") ?? null) : bytes === null ? null : new Uint8Array(bytes).buffer;
}

const reader = new SnapshotReader({ get, put: () => Promise.reject(), delete: () => Promise.reject() });
const began = performance.now();
await reader.searchable();
const loadMs = performance.now() - began;

const search = snapshotSearch(() => reader.searchable());
const ask = (text: string) =>
  search.search({ text, filter: {}, limit: 24, offset: 0 }, instant(Date.now()), AbortSignal.timeout(10_000));
for (const text of queries) await ask(text);
const times: number[] = [];
let found = 0;
for (let round = 0; round < 20; round++) {
  for (const text of queries) {
    const sent = performance.now();
    found += (await ask(text)).total;
    times.push(performance.now() - sent);
  }
}
globalThis.gc?.();
console.log(JSON.stringify({ loadMs, heapBytes: process.memoryUsage().heapUsed, found, times }));
