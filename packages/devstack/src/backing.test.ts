import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { neon } from "@neondatabase/serverless";
import { Redis } from "@upstash/redis";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Backing, startBacking } from "./backing.ts";
import { databaseSampler } from "./database-samples.ts";
import { BLOCK_SIZE, freeBlock, isFree, PORTS, StartError } from "./ports.ts";
import { switchboard } from "./switchboard-client.ts";

let base: number;
let dataDir: string;
/** A data folder that several tests use one after another. */
let keptFolder = "";
const running: Backing[] = [];
const children: ChildProcess[] = [];

beforeEach(async () => {
  base = await freeBlock();
  dataDir = await mkdtemp(join(tmpdir(), "liveotter-backing-"));
});
afterEach(async () => {
  for (const backing of running.splice(0)) await backing.stop();
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await expect.poll(processes, { timeout: 8_000 }).toEqual([]);
  if (dataDir !== keptFolder) await rm(dataDir, { recursive: true, force: true });
});

const start = async (env: Record<string, string> = {}): Promise<Backing> => {
  const backing = await startBacking({ base, dataDir, env: { PATH: process.env.PATH, ...env } });
  running.push(backing);
  return backing;
};

/** What runs in this test's data folder or on its ports, but for what has ended and waits to be reaped. */
const processes = (): string[] =>
  execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => !line.startsWith("Z") && !line.includes("backing.fixture"))
    .filter((line) => line.includes(dataDir) || line.includes(`127.0.0.1:${base + PORTS.redis}`));

const freePorts = async (): Promise<boolean> =>
  (await Promise.all(Array.from({ length: BLOCK_SIZE }, (_, offset) => isFree(base + offset)))).every(Boolean);

const failure = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StartError);
  expect(String(error)).not.toContain("\n");
  return String(error);
};

test("everything starts, works through its gate, and stops with nothing left, twice over", async () => {
  for (const round of [1, 2]) {
    const before = performance.now();
    const backing = await start();
    if (round === 2) expect(performance.now() - before).toBeLessThan(10_000);
    const { env } = backing;
    const sql = neon(env.DATABASE_URL_PUBLIC ?? "");
    const { neonConfig } = await import("@neondatabase/serverless");
    neonConfig.fetchEndpoint = env.DATABASE_HTTP_ENDPOINT ?? "";
    expect(await sql`select current_user as role`).toEqual([{ role: "liveotter_public" }]);
    if (backing.redis === "redis-server") {
      const redis = new Redis({ url: env.UPSTASH_REDIS_REST_URL ?? "", token: env.UPSTASH_REDIS_REST_TOKEN ?? "" });
      expect(await redis.set("k", 1)).toBe("OK");
    }
    expect((await fetch(`${env.MEILI_URL}/health`)).status).toBe(200);
    expect((await fetch(env.MAIL_URL ?? "", { method: "POST", body: "{}" })).status).toBe(400);
    const board = await switchboard(`http://127.0.0.1:${base + PORTS.switchboard}`).list();
    expect(
      Object.entries(board)
        .filter(([, { attached }]) => attached)
        .map(([name]) => name),
    ).toEqual(expect.arrayContaining(["postgres", "meilisearch", "mail"]));
    expect(processes().length).toBeGreaterThan(0);
    await Promise.all([backing.stop(), backing.stop()]);
    expect(processes()).toEqual([]);
    expect(await freePorts()).toBe(true);
  }
  expect((await stat(join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
});

test("the metrics tell of roles, outbox, Redis and faults, and that the database is gone when it is", async () => {
  const backing = await start();
  backing.faults.set("kv", { mode: "hang" });
  const client = new pg.Client(backing.env.DATABASE_URL_PROMOTER);
  client.on("error", () => undefined);
  await client.connect();
  const response = await fetch(`http://127.0.0.1:${base + PORTS.switchboard}/metrics`);
  const text = await response.text();
  expect(text).toContain('liveotter_postgres_connections{role="liveotter_promoter",state="idle"} 1\n');
  expect(text).toContain("liveotter_postgres_up 1\n");
  expect(text).toContain("liveotter_postgres_deadlocks_total 0\n");
  expect(text).toContain('liveotter_outbox_depth{consumer="search"} 0\n');
  expect(text).toContain('liveotter_outbox_parked{consumer="snapshot"} 0\n');
  expect(text).toContain(`liveotter_redis_up ${backing.redis === "redis-server" ? 1 : 0}\n`);
  expect(text).toContain('liveotter_fault{dependency="kv",mode="hang"} 1\n');
  await client.end();
  const gone = databaseSampler("postgres://nobody:pw@127.0.0.1:1/none");
  expect(await gone.sample()).toEqual([{ metric: "liveotter_postgres_up", value: 0 }]);
  await gone.end();
});

test("without redis-server the rest runs, and Redis is refused", async () => {
  const backing = await start({ PATH: "/nowhere" });
  expect(backing.redis).toBe("absent");
  await expect(fetch(backing.env.UPSTASH_REDIS_REST_URL ?? "")).rejects.toThrow("fetch failed");
  expect((await switchboard(`http://127.0.0.1:${base + PORTS.switchboard}`).list()).redis.attached).toBe(false);
});

test("real services are used in place of local ones, through the gates", async () => {
  const local = await start();
  const other = await freeBlock();
  const {
    DATABASE_URL,
    DATABASE_URL_PUBLIC = "",
    DATABASE_URL_PROMOTER,
    DATABASE_URL_JOBS,
    DATABASE_URL_AUTH,
  } = local.env;
  const folder = await mkdtemp(join(tmpdir(), "liveotter-external-"));
  const backing = await startBacking({
    base: other,
    dataDir: folder,
    env: {
      DATABASE_URL,
      DATABASE_URL_PUBLIC,
      DATABASE_URL_PROMOTER,
      DATABASE_URL_JOBS,
      DATABASE_URL_AUTH,
      MEILI_URL: local.env.MEILI_URL,
      MEILI_KEY: local.env.MEILI_KEY,
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:1",
      UPSTASH_REDIS_REST_TOKEN: "theirs",
    },
  });
  try {
    expect([backing.redis, backing.search]).toEqual(["external", "external"]);
    expect(backing.env.DATABASE_URL_PUBLIC).toBe(DATABASE_URL_PUBLIC);
    expect(backing.env.UPSTASH_REDIS_REST_TOKEN).toBe("theirs");
    expect(await isFree(other + PORTS.postgres)).toBe(true);
    const ask = (): Promise<Response> =>
      fetch(backing.env.DATABASE_HTTP_ENDPOINT ?? "", {
        method: "POST",
        headers: { "neon-connection-string": DATABASE_URL_PUBLIC, "neon-array-mode": "true" },
        body: '{"query":"select 1"}',
      });
    expect(await (await ask()).json()).toMatchObject({ rows: [[1]] });
    expect((await fetch(`${backing.env.MEILI_URL}/health`)).status).toBe(200);
    backing.faults.set("meilisearch", { mode: "error", status: 422, body: { code: "no_space_left_on_device" } });
    const full = await fetch(`${backing.env.MEILI_URL}/indexes`);
    expect([full.status, await full.json()]).toEqual([422, { code: "no_space_left_on_device" }]);
  } finally {
    await backing.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test("half of an outside service is a mistake, said in one line", async () => {
  expect(await failure(start({ MEILI_URL: "http://127.0.0.1:7700" }))).toContain("Set both MEILI_URL and MEILI_KEY");
  expect(await failure(start({ DATABASE_URL_PUBLIC: "postgres://a:b@h/d" }))).toContain("DATABASE_URL_PROMOTER");
  expect(await failure(start({ DATABASE_URL_PUBLIC: "nonsense" }))).toContain("DATABASE_URL_PUBLIC is no URL");
});

describe("what a person can mend is said in one line, with nothing left running", () => {
  test("a port in use", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(base + PORTS.redis, "127.0.0.1", resolve));
    try {
      expect(await failure(start())).toContain(`Port ${base + PORTS.redis} (Redis) is in use`);
      expect(processes()).toEqual([]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("a data folder that is none", async () => {
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres", "hello"), "");
    expect(await failure(start())).toMatch(/PostgreSQL cannot use its data folder .*delete it to begin/);
  });

  test("a data folder that is broken", async () => {
    await (await start()).stop();
    await rm(join(dataDir, "postgres/global/pg_control"));
    expect(await failure(start())).toMatch(/PostgreSQL cannot use its data folder .*pg_control.*delete it to begin/);
  });

  test("a data folder from another version", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, "postgres/PG_VERSION"), "12\n");
    expect(await failure(start())).toMatch(/incompatible/);
  });

  test("lost or damaged secrets", async () => {
    await (await start()).stop();
    await rm(join(dataDir, "secrets.json"));
    expect(await failure(start())).toContain("other passwords than its secrets.json");
    await writeFile(join(dataDir, "secrets.json"), "{");
    expect(await failure(start())).toContain("secrets.json is damaged");
  });

  test("a file where the data folder should be", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    expect(await failure(startBacking({ base, dataDir: file }))).toContain("cannot be used");
  });

  test("another start on the same data folder", async () => {
    await start();
    const other = startBacking({ base: await freeBlock(), dataDir });
    expect(await failure(other)).toMatch(/A PostgreSQL \(process \d+\) already uses/);
  });
});

test("a postmaster.pid left behind does not matter, not even when its number now belongs to another program", async () => {
  await (await start()).stop();
  const pid = join(dataDir, "postgres/postmaster.pid");
  await writeFile(pid, `${process.pid}\n${join(dataDir, "postgres")}\n`);
  await (await start()).stop();
  await expect(readFile(pid)).rejects.toThrow("ENOENT");
});

test.runIf(userInfo().uid === 0)(
  "as root, below a folder that PostgreSQL's user may not enter, it works all the same",
  async () => {
    const closed = await mkdtemp(join(tmpdir(), "liveotter-closed-")); // mode 0700
    const inside = join(closed, "data");
    try {
      for (let round = 0; round < 2; round++) await (await startBacking({ base, dataDir: inside })).stop();
      const home = await realpath(join(inside, "postgres-home"));
      expect(await readFile(join(home, "postgres/PG_VERSION"), "utf8")).toBe("18\n");
      await rm(home, { recursive: true });
      await (await startBacking({ base, dataDir: inside })).stop(); // begins anew when that folder is gone
      await rm(await realpath(join(inside, "postgres-home")), { recursive: true });
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  },
);

test("a cut-short making of the data folder is begun anew", async () => {
  await mkdir(join(dataDir, "postgres.new"));
  await writeFile(join(dataDir, "postgres.new/PG_VERSION"), "18\n");
  await start();
});

test("no gate answers a page of another site", async () => {
  const { env } = await start();
  for (const url of [
    env.DATABASE_HTTP_ENDPOINT,
    env.UPSTASH_REDIS_REST_URL,
    env.MEILI_URL,
    env.MAIL_URL,
    env.PAYMENTS_URL,
  ]) {
    const response = await fetch(url ?? "", { method: "POST", headers: { origin: "https://elsewhere.example" } });
    expect(response.status).toBe(403);
  }
});

describe("however the process ends, its services end with it", () => {
  // One folder for all: each of them also starts on what the one before left behind.
  beforeAll(async () => {
    keptFolder = await mkdtemp(join(tmpdir(), "liveotter-ends-"));
  });
  beforeEach(async () => {
    await rm(dataDir, { recursive: true });
    dataDir = keptFolder;
  });
  afterAll(() => rm(keptFolder, { recursive: true, force: true }));

  const spawned = async (company: string): Promise<ChildProcess> => {
    const file = fileURLToPath(new URL("./backing.fixture.ts", import.meta.url));
    const child = spawn(process.execPath, [file, String(base), dataDir, company], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    const said = await new Promise<string>((resolve) => child.stdout?.once("data", (data) => resolve(String(data))));
    expect(said).toBe("running\n");
    expect(processes().some((line) => line.includes("postgres"))).toBe(true);
    return child;
  };

  test.each([
    ["SIGKILL", "alone"],
    ["SIGTERM", "alone"],
    ["SIGINT", "alone"],
    ["SIGTERM", "with-exit-hook"],
    ["SIGINT", "with-exit-hook"],
  ] as const)("on %s, %s", async (signal, company) => {
    const child = await spawned(company);
    child.kill(signal);
    await expect.poll(processes, { timeout: 5_000, interval: 50 }).toEqual([]);
    expect(await freePorts()).toBe(true);
  });

  test("and the next start needs no patience of its own", async () => {
    for (let round = 0; round < 3; round++) {
      const child = await spawned("alone");
      child.kill("SIGKILL");
      await (await start()).stop();
    }
  });
});
