import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import cloudflare from "@astrojs/cloudflare";
import type { AstroIntegration } from "astro";
import { defineConfig } from "astro/config";

const root = new URL("../../", import.meta.url);

/** Lets `wrangler deploy` beside the root wrangler.toml find the built worker: wrangler looks there and only there. */
const deployFromRoot: AstroIntegration = {
  name: "liveotter:deploy-from-root",
  hooks: {
    "astro:build:done": async () => {
      await mkdir(new URL(".wrangler/deploy/", root), { recursive: true });
      const pointer = { configPath: "../../apps/web/dist/server/wrangler.json", auxiliaryWorkers: [] };
      await writeFile(new URL(".wrangler/deploy/config.json", root), JSON.stringify(pointer));
    },
  },
};

export default defineConfig({
  output: "server",
  adapter: cloudflare({ configPath: fileURLToPath(new URL("wrangler.toml", root)), imageService: "passthrough" }),
  integrations: [deployFromRoot],
  session: false, // No cookies on fans' pages: they could not be cached at the edge.
  trailingSlash: "ignore",
  build: { inlineStylesheets: "never" }, // The content security policy knows no 'unsafe-inline'.
  security: { checkOrigin: false }, // Pages answer GET alone.
  devToolbar: { enabled: false },
});
