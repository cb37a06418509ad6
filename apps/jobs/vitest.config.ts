import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { toldShards } from "@liveotter/devstack/told-shards";
import { defineConfig } from "vitest/config";

/** In workerd, beside the real Postgres, Redis and search endpoints that `test/backing.ts` starts. */
export default defineConfig({
  plugins: [
    cloudflareTest(({ inject }) => ({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { bindings: inject("env"), workers: [toldShards] },
    })),
  ],
  test: {
    name: "jobs",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: ["test/backing.ts"],
    // Faults are staged for all: one file at a time.
    fileParallelism: false,
    // One workerd for all files: each compiles what it imports for seconds. Tests make their isolates by composing anew.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
