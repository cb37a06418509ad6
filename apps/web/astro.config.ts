import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import cloudflare from "@astrojs/cloudflare";
import type { AstroIntegration } from "astro";
import { defineConfig } from "astro/config";
import { bundleServiceWorker } from "./bundle-service-worker.ts";

const root = new URL("../../", import.meta.url);

/** Lets `wrangler deploy` beside the root wrangler.toml find the built worker: wrangler looks there and only there. */
const deployFromRoot: AstroIntegration = {
  name: "liveotter:deploy-from-root",
  hooks: {
    "astro:build:done": async () => {
      await point(root, "../../apps/web/dist/server/wrangler.json");
      // The adapter's own is beside no config that wrangler would take in this folder.
      await rm(new URL("apps/web/.wrangler/deploy", root), { recursive: true, force: true });
      // Wrangler in another worker's folder would find that pointer and refuse: it finds one of its own first.
      for (const app of ["public-bff", "promoter-bff", "jobs"]) {
        await point(new URL(`apps/${app}/`, root), "../../wrangler.toml");
      }
    },
  },
};

async function point(folder: URL, configPath: string): Promise<void> {
  await mkdir(new URL(".wrangler/deploy/", folder), { recursive: true });
  await writeFile(
    new URL(".wrangler/deploy/config.json", folder),
    JSON.stringify({ configPath, auxiliaryWorkers: [] }),
  );
}

export default defineConfig({
  output: "server",
  adapter: cloudflare({ configPath: fileURLToPath(new URL("wrangler.toml", root)), imageService: "passthrough" }),
  integrations: [deployFromRoot],
  session: false, // No cookies on fans' pages: they could not be cached at the edge.
  trailingSlash: "ignore",
  build: { inlineStylesheets: "never" }, // The content security policy knows no 'unsafe-inline'.
  vite: {
    build: { assetsInlineLimit: 0 }, // Nor scripts within a page: each comes as a file of its own.
    oxc: { jsx: { importSource: "preact" } }, // Of islands.
    plugins: [bundleServiceWorker],
  },
  security: { checkOrigin: false }, // Pages answer GET alone.
  devToolbar: { enabled: false },
});
