import { globSync, readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type BuiltWorker, buildWorkers } from "./build-workers.ts";

const root = join(import.meta.dirname, "../../..");
let built: readonly BuiltWorker[];

beforeAll(async () => {
  built = await buildWorkers(root, () => undefined);
}, 120_000);

test("no worker contains any of the local stack", () => {
  expect(built.map(({ name }) => name).sort()).toEqual(["jobs", "promoter-bff", "public-bff", "web"]);
  for (const { modules } of built) {
    const maps = globSync("**/*.map", { cwd: modules });
    expect(maps.length).toBeGreaterThan(0);
    for (const map of maps) {
      const { sources }: { sources: readonly string[] } = JSON.parse(readFileSync(join(modules, map), "utf8"));
      expect(sources.filter((source) => source.includes("devstack"))).toEqual([]);
    }
    for (const code of globSync("**/*.{js,mjs}", { cwd: modules })) {
      expect(readFileSync(join(modules, code), "utf8")).not.toMatch(/devstack|x-liveotter-dev|http:\/\/stack\//);
    }
  }
});

test("builds a worker again when its sources changed, and not otherwise", async () => {
  const said: string[] = [];
  await buildWorkers(root, (line) => said.push(line));
  expect(said).toEqual([]);
  const stamp = join(root, ".liveotter/build/jobs/.inputs");
  await writeFile(stamp, `${await readFile(stamp, "utf8")} of another time`);
  await buildWorkers(root, (line) => said.push(line));
  expect(said).toEqual([expect.stringMatching(/^built jobs in /)]);
}, 60_000);

test.each([
  ["was killed", "4194304"], // above every process id
  ["was killed before it signed", ""],
])(
  "takes over the lock of a build that %s",
  async (_, signature) => {
    const lock = join(root, ".liveotter/build/.lock");
    await writeFile(lock, signature);
    try {
      await buildWorkers(root, () => undefined);
    } finally {
      await rm(lock, { force: true });
    }
  },
  20_000,
);
