import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuiltWorker, buildWorkers } from "@liveotter/devstack/build-workers";
import { convertV4MiniflareOptions, Miniflare, type Request, type Response } from "miniflare";

/** The public BFF as a test wants it. */
export type FakeBff = (request: Request) => Response | Promise<Response>;

const root = fileURLToPath(new URL("../../../", import.meta.url));

async function builtWeb(): Promise<BuiltWorker> {
  const built = (await buildWorkers(root, () => {})).find(({ name }) => name === "web");
  if (built === undefined) throw new Error("no web worker was built");
  return built;
}

/** The folder of the files that pages name: what the edge serves without the worker. */
export const clientFiles = async (): Promise<string> => join((await builtWeb()).modules, "..", "client");

/** The worker as it is deployed, in a cold isolate with empty caches, its BFF played by the test. */
export async function startWeb(bff: FakeBff, variables: Readonly<Record<string, string>> = {}): Promise<Miniflare> {
  const built = await builtWeb();
  const names = (await readdir(built.modules, { recursive: true })).filter((name) => name.endsWith(".mjs"));
  names.sort((a, b) => Number(b === built.main) - Number(a === built.main));
  const modules = names.map(async (name) => {
    const path = join(built.modules, name);
    return { type: "ESModule" as const, path, contents: await readFile(path, "utf8") };
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      workers: [
        {
          name: "liveotter-web",
          compatibilityDate: "2026-11-17",
          compatibilityFlags: ["nodejs_compat"],
          modulesRoot: built.modules,
          modules: await Promise.all(modules),
          kvNamespaces: ["CATALOGUE"],
          serviceBindings: { PUBLIC_BFF: bff },
          bindings: variables,
        },
      ],
    }),
  );
  await miniflare.ready;
  return miniflare;
}
