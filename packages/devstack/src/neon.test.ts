import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NeonDbError, neon, neonConfig, Pool } from "@neondatabase/serverless";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Faults } from "./faults.ts";
import type { Listener } from "./gate.ts";
import { openNeon } from "./neon.ts";
import { freeBlock, PORTS } from "./ports.ts";
import { type Postgres, startPostgres } from "./postgres.ts";

const REAL = "ep-otter.eu-central-1.aws.neon.tech";
const faults = new Faults();
let folder: string;
let postgres: Postgres;
let endpoint: Listener;
let admin: pg.Client;
let base: number;
const handedOn: { path: string; body: string; connection: string | string[] | undefined }[] = [];
const standIn = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  handedOn.push({ path: request.url ?? "", body, connection: request.headers["neon-connection-string"] });
  response.setHeader("content-type", "application/json");
  response.end('{"command":"SELECT","rowCount":1,"fields":[{"name":"real","dataTypeID":25}],"rows":[["yes"]]}');
});
const standInTunnel = new WebSocketServer({ server: standIn });
standInTunnel.on("connection", (socket) => socket.on("message", (data) => socket.send(`echo ${String(data)}`)));

const urlOf = (role: string): string => `postgres://${role}:pw@127.0.0.1:${base + PORTS.postgres}/postgres`;

beforeAll(async () => {
  base = await freeBlock();
  folder = await mkdtemp(join(tmpdir(), "liveotter-neon-"));
  postgres = await startPostgres({ port: base + PORTS.postgres, dataDir: folder, password: "pw" });
  admin = new pg.Client(postgres.urlOf("postgres"));
  await admin.connect();
  await admin.query(`
    create role fan login password 'pw';
    create role promoter login password 'pw';
    create role scarce login password 'pw' connection limit 2;
    create table notes (id int primary key, text text not null check (text <> 'forbidden'));
    grant all on notes to fan, promoter, scarce`);
  await new Promise<void>((resolve) => standIn.listen(base + 1, "127.0.0.1", resolve));
  endpoint = await openNeon({
    port: base + PORTS.neon,
    faults,
    databases: [urlOf("fan"), `postgres://fan:pw@${REAL}/db`],
    queueMs: 600,
    neonOrigin: () => ({ http: `http://127.0.0.1:${base + 1}`, ws: `ws://127.0.0.1:${base + 1}/v2` }),
  });
  neonConfig.fetchEndpoint = `http://127.0.0.1:${base + PORTS.neon}/sql`;
  neonConfig.wsProxy = `127.0.0.1:${base + PORTS.neon}/v2`;
  neonConfig.useSecureWebSocket = false;
  neonConfig.pipelineConnect = false;
  neonConfig.webSocketConstructor = WebSocket;
});
afterEach(async () => {
  faults.clear();
  await admin.query("truncate notes");
});
afterAll(async () => {
  await endpoint.close();
  await admin.end();
  await postgres.stop();
  standInTunnel.close();
  await new Promise((resolve) => standIn.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable("it was answered"),
    (error: unknown) => error,
  );

describe("over HTTP", () => {
  test("one statement answers rows, typed as over any other connection", async () => {
    const sql = neon(urlOf("fan"));
    const rows =
      await sql`select ${7}::int as seven, ${"Łódź"} as city, null as none, ${[1, 2]}::int[] as list, '{"a":[1]}'::jsonb as data, true as yes, 9007199254740993::bigint as large`;
    expect(rows).toEqual([
      { seven: 7, city: "Łódź", none: null, list: [1, 2], data: { a: [1] }, yes: true, large: "9007199254740993" },
    ]);
    const full = await sql.query("insert into notes values (1, 'a'), (2, 'b') returning id", [], { fullResults: true });
    expect(full).toMatchObject({ command: "INSERT", rowCount: 2, fields: [{ name: "id", dataTypeID: 23 }] });
  });

  test("rows come as objects of plain values to a client that asks for neither text nor arrays", async () => {
    const response = await fetch(`http://127.0.0.1:${base + PORTS.neon}/sql`, {
      method: "POST",
      headers: { "neon-connection-string": urlOf("fan") },
      body: JSON.stringify({ query: "select 1 as n, true as yes, '[1]'::json as data, 'x' as text" }),
    });
    expect(await response.json()).toMatchObject({ rows: [{ n: 1, yes: true, data: [1], text: "x" }] });
  });

  test("a batch is one transaction, at the isolation level asked for", async () => {
    const sql = neon(urlOf("fan"));
    const [level, readOnly, deferrable] = await sql.transaction(
      [sql`show transaction_isolation`, sql`show transaction_read_only`, sql`show transaction_deferrable`],
      { isolationLevel: "Serializable", readOnly: true, deferrable: true },
    );
    expect([level, readOnly, deferrable]).toEqual([
      [{ transaction_isolation: "serializable" }],
      [{ transaction_read_only: "on" }],
      [{ transaction_deferrable: "on" }],
    ]);
    const [usual] = await sql.transaction([sql`show transaction_isolation`]);
    expect(usual).toEqual([{ transaction_isolation: "read committed" }]);
  });

  test("a batch that fails leaves nothing behind, and its connection clean", async () => {
    const sql = neon(urlOf("fan"));
    const error = await failure(
      sql.transaction([sql`insert into notes values (1, 'kept?')`, sql`insert into notes values (1, 'twice')`]),
    );
    expect(error).toMatchObject({ code: "23505", constraint: "notes_pkey" });
    expect(await sql`select * from notes`).toEqual([]);
  });

  test("settings local to a batch end with it", async () => {
    const sql = neon(urlOf("fan"));
    const [, inside] = await sql.transaction([
      sql`select set_config('app.promoter_id', 'p1', true)`,
      sql`select current_setting('app.promoter_id') as id`,
    ]);
    expect(inside).toEqual([{ id: "p1" }]);
    const after = await Promise.all(
      Array.from({ length: 20 }, () => sql`select current_setting('app.promoter_id', true) as id`),
    );
    expect(after.flat().every(({ id }) => id === null || id === "")).toBe(true);
  });

  test("an error carries what PostgreSQL said, field by field", async () => {
    const error = await failure(neon(urlOf("fan"))`insert into notes values (1, 'forbidden')`);
    expect(error).toBeInstanceOf(NeonDbError);
    expect(error).toMatchObject({
      severity: "ERROR",
      code: "23514",
      schema: "public",
      table: "notes",
      constraint: "notes_text_check",
      detail: "Failing row contains (1, forbidden).",
    });
  });

  test("several statements in one string are refused, as at Neon", async () => {
    const error = await failure(neon(urlOf("fan")).query("select 1; select 2"));
    expect(error).toMatchObject({ code: "42601" });
  });

  test("a transaction left open by one request is not met by the next", async () => {
    const sql = neon(urlOf("fan"));
    await sql.query("begin");
    const states = await Promise.all(
      Array.from({ length: 20 }, () => sql`select pg_current_xact_id_if_assigned() as id`),
    );
    await sql`insert into notes values (5, 'committed')`;
    expect(states.flat().every(({ id }) => id === null)).toBe(true);
    expect((await admin.query("select id from notes")).rows).toEqual([{ id: 5 }]);
  });

  test("a wrong password and an unknown database fail with their SQLSTATE", async () => {
    expect(await failure(neon(urlOf("fan").replace(":pw@", ":no@"))`select 1`)).toMatchObject({ code: "28P01" });
    expect(await failure(neon(urlOf("fan").replace("/postgres", "/none"))`select 1`)).toMatchObject({ code: "3D000" });
  });

  test.each([
    ["no JSON", "{", /no JSON/],
    ["no query", "{}", /no text `query`/],
    ["a batch of nothing in particular", '{"queries":7}', /no array/],
    ["params that are no list", '{"query":"select 1","params":{}}', /array `params`/],
  ])("%s is answered 400", async (_, body, message) => {
    const response = await fetch(`http://127.0.0.1:${base + PORTS.neon}/sql`, {
      method: "POST",
      headers: { "neon-connection-string": urlOf("fan") },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ message: expect.stringMatching(message) });
  });

  test("the endpoint is no way to databases that are not this stack's", async () => {
    const error = await failure(neon("postgres://fan:pw@192.0.2.1:5432/db")`select 1`);
    expect(String(error)).toContain("none of this stack's databases");
  });

  test("when a client leaves, its query ends on the server", async () => {
    const sql = neon(urlOf("fan"));
    const running = async (): Promise<number> =>
      (await admin.query("select 1 from pg_stat_activity where query like 'select pg_sleep(30)%' and state = 'active'"))
        .rows.length;
    const error = failure(sql.query("select pg_sleep(30)", [], { fetchOptions: { signal: AbortSignal.timeout(200) } }));
    await sleep(120);
    expect(await running()).toBe(1);
    await error;
    await expect.poll(running, { timeout: 3_000 }).toBe(0);
  });

  test("a client that leaves late never ends the next one's query on the same connection", async () => {
    const sql = neon(urlOf("scarce")); // one connection
    for (let round = 0; round < 60; round++) {
      const signal = AbortSignal.timeout(2 + (round % 4));
      const leaving = sql.query("select pg_sleep(0.003)", [], { fetchOptions: { signal } }).catch(() => undefined);
      await leaving;
      expect(await sql`select pg_sleep(0.004), 1 as n`).toMatchObject([{ n: 1 }]);
    }
  });

  test("requests beyond a role's connections wait their turn, and are refused in words when it does not come", async () => {
    const sql = neon(urlOf("scarce"));
    const turns = await Promise.all(Array.from({ length: 8 }, () => sql`select pg_sleep(0.02), 1 as n`));
    expect(turns.flat().every(({ n }) => n === 1)).toBe(true);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'scarce'");
    const taken = [new pg.Client(urlOf("scarce")), new pg.Client(urlOf("scarce"))];
    for (const client of taken) await client.connect();
    const before = performance.now();
    expect(await failure(sql`select 1`)).toMatchObject({ code: "53300" });
    expect(performance.now() - before).toBeGreaterThan(500);
    for (const client of taken) await client.end();
    expect(await sql`select 1 as n`).toEqual([{ n: 1 }]);
  });

  test("a role that is out of connections leaves the other roles alone", async () => {
    let done = 0;
    const busy = Array.from({ length: 6 }, () =>
      neon(urlOf("scarce"))`select pg_sleep(1.5)`.catch(() => undefined).finally(() => done++),
    );
    await sleep(50);
    expect(await neon(urlOf("fan"))`select 1 as n`).toEqual([{ n: 1 }]);
    expect(done).toBe(0);
    await Promise.all(busy);
  });

  test("what is Neon's own goes to Neon, through the same gate", async () => {
    const sql = neon(`postgres://fan:pw@${REAL}/db?sslmode=require`);
    expect(await sql`select 1`).toEqual([{ real: "yes" }]);
    expect(handedOn.at(-1)).toMatchObject({ path: "/sql", body: '{"query":"select 1","params":[]}' });
    expect(handedOn.at(-1)?.connection).toContain(REAL);
    faults.set("postgres", { mode: "refuse", role: "fan" });
    expect(String(await failure(sql`select 1`))).toContain("fetch failed");
  });
});

describe("over the WebSocket tunnel", () => {
  test("a pool runs an interactive transaction", async () => {
    const pool = new Pool({ connectionString: urlOf("fan") });
    const client = await pool.connect();
    await client.query("begin");
    await client.query("insert into notes values ($1, $2)", [1, "x".repeat(100_000)]);
    expect((await client.query("select length(text) from notes")).rows).toEqual([{ length: 100_000 }]);
    await client.query("rollback");
    client.release();
    expect((await pool.query("select count(*)::int from notes")).rows).toEqual([{ count: 0 }]);
    await pool.end();
  });

  test("when the client leaves, its session ends on the server", async () => {
    const pool = new Pool({ connectionString: urlOf("fan") });
    pool.on("error", () => undefined);
    const client = await pool.connect();
    await client.query("begin; insert into notes values (1, 'open')");
    const sessions = async (): Promise<number> =>
      (await admin.query("select 1 from pg_stat_activity where state = 'idle in transaction'")).rows.length;
    expect(await sessions()).toBe(1);
    client.release(true);
    await pool.end();
    await expect.poll(sessions, { timeout: 3_000 }).toBe(0);
  });

  const opened = (query: string, headers: Record<string, string> = {}): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${base + PORTS.neon}/v2?${query}`, { headers });
      socket.once("open", () => {
        socket.terminate();
        resolve("open");
      });
      socket.once("error", (error) => resolve(error.message));
    });

  test("it leads to this stack's databases only, and not from a page of another site", async () => {
    const ours = `address=127.0.0.1:${base + PORTS.postgres}`;
    expect(await opened(ours)).toBe("open");
    expect(await opened(`address=127.0.0.1:${base + 1}`)).toContain("403");
    expect(await opened(ours, { origin: "https://elsewhere.example" })).toMatch(/hang up|ECONNRESET/);
  });

  test("what is Neon's own goes to Neon", async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${base + PORTS.neon}/v2?address=${REAL}:5432`);
    const answer = await new Promise((resolve) => {
      socket.once("open", () => socket.send("hello"));
      socket.once("message", (data) => resolve(String(data)));
    });
    expect(answer).toBe("echo hello");
    socket.terminate();
  });
});

describe.each(["HTTP", "WebSocket"] as const)("faults over %s", (wire) => {
  const pools: Pool[] = [];
  afterEach(async () => {
    faults.clear();
    await Promise.all(pools.splice(0).map((pool) => pool.end()));
  });
  /** A function that runs one statement on a connection that is already open. */
  const connected = async (role = "fan"): Promise<(query: string) => Promise<unknown[]>> => {
    if (wire === "HTTP") {
      const sql = neon(urlOf(role));
      await sql`select 1`;
      return async (query) => sql.query(query);
    }
    const pool = new Pool({ connectionString: urlOf(role), max: 1 });
    pool.on("error", () => undefined);
    pools.push(pool);
    await pool.query("select 1");
    return async (query) => (await pool.query(query)).rows;
  };
  const count = async (): Promise<number> => (await admin.query("select count(*)::int as n from notes")).rows[0].n;

  test("refuse fails at once and performs nothing", async () => {
    const run = await connected();
    faults.set("postgres", { mode: "refuse" });
    const before = performance.now();
    const error = await failure(run("insert into notes values (1, 'a')"));
    expect(error).not.toHaveProperty("code", expect.stringMatching(/^\d/));
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(await count()).toBe(0);
    faults.clear();
    expect(await (await connected())("select 1 as n")).toEqual([{ n: 1 }]);
  });

  test("hang answers nothing until it is cleared, and then the request goes on", async () => {
    const run = await connected();
    faults.set("postgres", { mode: "hang" });
    const asked = run("insert into notes values (1, 'a') returning id");
    expect(await Promise.race([asked, sleep(200, "waiting")])).toBe("waiting");
    expect(await count()).toBe(0);
    faults.clear();
    expect(await asked).toEqual([{ id: 1 }]);
  });

  test("slow takes as long as it says, and performs", async () => {
    const run = await connected();
    faults.set("postgres", { mode: "slow", latencyMs: 150 });
    const before = performance.now();
    expect(await run("select 1 as n")).toEqual([{ n: 1 }]);
    expect(performance.now() - before).toBeGreaterThan(140);
  });

  test("error performs nothing and is told", async () => {
    const run = await connected();
    faults.set("postgres", { mode: "error", status: 502, body: "the pooler is ill" });
    expect(String(await failure(run("insert into notes values (1, 'a')")))).toContain("the pooler is ill");
    expect(await count()).toBe(0);
  });

  test("drop-response performs and loses the answer", async () => {
    const run = await connected();
    faults.set("postgres", { mode: "drop-response" });
    await failure(run("insert into notes values (1, 'a')"));
    await expect.poll(count).toBe(1);
  });

  test("a fault of one role leaves the others alone", async () => {
    const [fan, promoter] = [await connected("fan"), await connected("promoter")];
    faults.set("postgres", { mode: "refuse", role: "promoter" });
    await failure(promoter("select 1"));
    expect(await fan("select 1 as n")).toEqual([{ n: 1 }]);
    await failure(connected("promoter"));
    expect(await (await connected("fan"))("select 1 as n")).toEqual([{ n: 1 }]);
  });

  test("new connections meet the fault too", async () => {
    faults.set("postgres", { mode: "refuse" });
    await failure(connected());
    faults.set("postgres", { mode: "error", status: 503 });
    await failure(connected());
    faults.set("postgres", { mode: "hang" });
    const connecting = connected();
    expect(await Promise.race([connecting, sleep(150, "waiting")])).toBe("waiting");
    faults.clear();
    expect(await (await connecting)("select 1 as n")).toEqual([{ n: 1 }]);
  });
});

test("a tunnel at rest is closed the moment its role is refused, and holds an answer back while it hangs", async () => {
  const pool = new Pool({ connectionString: urlOf("fan"), max: 1 });
  const broken = new Promise((resolve) => pool.on("error", resolve));
  await pool.query("select 1");
  const late = pool.query("select pg_sleep(0.2), 1 as n");
  await sleep(50);
  faults.set("postgres", { mode: "hang", role: "fan" });
  expect(await Promise.race([late, sleep(400, "waiting")])).toBe("waiting");
  faults.clear();
  expect((await late).rows).toMatchObject([{ n: 1 }]);
  faults.set("postgres", { mode: "refuse", role: "fan" });
  await broken;
  await pool.end();
});
