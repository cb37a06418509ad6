import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";

const here = fileURLToPath(new URL("workers", import.meta.url));

type V4Modules = Exclude<V4WorkerOptions["modules"], boolean | undefined>;

/** A worker of this folder, bundled as a deployment would: its code first, then the fonts that it comes with. */
function bundle(name: string, outDir: string): V4Modules {
  const out = join(outDir, name);
  const config = join(here, `${name}.wrangler.toml`);
  execFileSync("wrangler", ["deploy", "--dry-run", "-c", config, "--outdir", out], {
    cwd: here,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, CI: "true", WRANGLER_SEND_METRICS: "false" },
  });
  const fonts = readdirSync(out).filter((file) => file.endsWith(".ttf"));
  return [
    { type: "ESModule", path: `${name}.js`, contents: readFileSync(join(out, `${name}.js`), "utf8") },
    ...fonts.map((path) => ({ type: "Data" as const, path, contents: readFileSync(join(out, path)) })),
  ];
}

/** Starts one bench worker on a port of its own, in a workerd of its own. */
export async function startWorker(
  name: "bare" | "tiers" | "shard" | "holds",
  options: {
    port: number;
    outDir: string;
    bindings: NonNullable<V4WorkerOptions["bindings"]>;
    durableObjects?: NonNullable<V4WorkerOptions["durableObjects"]>;
  },
): Promise<{
  url: string /** The same worker behind the front that the stack's pages have. */;
  front: string;
  stop(): Promise<void>;
}> {
  const worker: V4WorkerOptions = {
    name,
    compatibilityDate: "2026-11-17",
    compatibilityFlags: ["nodejs_compat"],
    modules: bundle(name, options.outDir),
    bindings: options.bindings,
    ...(options.durableObjects && { durableObjects: options.durableObjects }),
    unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
  };
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      telemetry: { enabled: false },
      workers: [worker],
    }),
  );
  const front = String(await miniflare.ready);
  return { url: `http://127.0.0.1:${options.port}`, front, stop: () => miniflare.dispose() };
}
