import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const MODULE = "virtual:service-worker";
const ENTRY = fileURLToPath(new URL("src/service-worker/service-worker.ts", import.meta.url));

/**
 * The service worker's script, as text that the web worker can answer: a browser takes one file, from the root of the
 * site, under a policy and a lifetime of its own.
 */
export const bundleServiceWorker = {
  name: "liveotter:service-worker",
  resolveId: (id: string) => (id === MODULE ? `\0${MODULE}` : null),
  async load(id: string) {
    if (id !== `\0${MODULE}`) return null;
    const { outputFiles } = await build({
      entryPoints: [ENTRY],
      bundle: true,
      minify: true,
      format: "iife",
      target: "es2022",
      write: false,
    });
    return `export default ${JSON.stringify(outputFiles[0]?.text ?? "")};`;
  },
};
