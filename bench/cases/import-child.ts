import { instant } from "@liveotter/core/instant";
import { connect } from "@liveotter/database/connect";
import { workImports } from "../../apps/jobs/src/imports/work-imports.ts";
import { fileAt } from "./import.ts";

/** Works at what is queued, in a process whose heap is bounded, and tells how long it took and how much it held. */
const { DATABASE_URL_PROMOTER = "", DATABASE_URL_JOBS = "", DATABASE_HTTP_ENDPOINT: httpEndpoint } = process.env;
const [path = ""] = process.argv.slice(2);
const as = (url: string) => connect({ url, httpEndpoint, timeoutMs: 30_000 });
const now = () => instant(Date.now());

let peakHeap = 0;
/** Behind a collection: what is really held. */
let peakLive = 0;
let looks = 0;
const timer = setInterval(() => {
  peakHeap = Math.max(peakHeap, process.memoryUsage().heapUsed);
  if (++looks % 40 !== 0) return;
  globalThis.gc?.();
  peakLive = Math.max(peakLive, process.memoryUsage().heapUsed);
}, 25);

const begun = performance.now();
const promoter = as(DATABASE_URL_PROMOTER);
await workImports({ jobs: as(DATABASE_URL_JOBS), promoter, files: fileAt(path), now }, now() + 1_200_000);
clearInterval(timer);
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000, peakHeap, peakLive }));
