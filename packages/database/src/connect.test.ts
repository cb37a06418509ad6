import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { describe, expect, inject, it } from "vitest";
import { as, newPromoter, urlOf } from "../test/fixture.ts";
import { connect } from "./connect.ts";
import { connectPool } from "./connect-pool.ts";

describe("a call", () => {
  it("is a timeout when nothing answers before the deadline", async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo; // listening on TCP
    const url = `postgres://u:p@silent.test:${port}/d`;
    const db = connect({ url, httpEndpoint: `http://127.0.0.1:${port}/sql`, timeoutMs: 100 });
    const started = performance.now();
    await expect(db.query(sql`SELECT 1`)).rejects.toMatchObject({ name: "DatabaseError", kind: "timeout" });
    await expect(db.transaction([sql`SELECT 1`])).rejects.toMatchObject({ kind: "timeout" });
    expect(performance.now() - started).toBeLessThan(10_000);
    const signal = AbortSignal.timeout(50);
    const patient = connect({ url, httpEndpoint: `http://127.0.0.1:${port}/sql`, timeoutMs: 60_000 });
    await expect(patient.query(sql`SELECT 1`, { signal })).rejects.toMatchObject({ kind: "timeout" });
    silent.closeAllConnections();
    silent.close();
  });

  it("is unreachable, its outcome unknown, when nobody listens or something else than Postgres fails", async () => {
    const broken = createServer((_, response) => response.writeHead(502).end("<html>"));
    await new Promise<void>((resolve) => broken.listen(0, "127.0.0.1", resolve));
    const { port } = broken.address() as AddressInfo; // listening on TCP
    const url = `postgres://u:p@broken.test:${port}/d`;
    const db = connect({ url, httpEndpoint: `http://127.0.0.1:${port}/sql` });
    await expect(db.query(sql`SELECT 1`)).rejects.toMatchObject({ kind: "unreachable", code: undefined });
    await new Promise((resolve) => broken.close(resolve));
    await expect(db.query(sql`SELECT 1`)).rejects.toMatchObject({ kind: "unreachable", code: undefined });
  });

  it("is busy when its role has no connection left", async () => {
    // As Postgres answers through the endpoint, word for word.
    const message = 'too many connections for role "liveotter_public"';
    const full = createServer((_, response) =>
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ message, code: "53300" })),
    );
    await new Promise<void>((resolve) => full.listen(0, "127.0.0.1", resolve));
    const { port } = full.address() as AddressInfo; // listening on TCP
    const db = connect({ url: `postgres://u:p@full.test:${port}/d`, httpEndpoint: `http://127.0.0.1:${port}/sql` });
    await expect(db.query(sql`SELECT 1`)).rejects.toMatchObject({ kind: "busy", code: "53300" });
    full.closeAllConnections();
    full.close();
  });

  it("says which constraint refused it", async () => {
    const again = sql`INSERT INTO catalogue_version (version, at) VALUES (1, now())`;
    await expect(as("owner").query(again)).rejects.toMatchObject({
      ...{ kind: "refused", code: "23505", constraint: "catalogue_version_pkey" },
    });
  });

  it("is retryable after a lock timeout", async () => {
    const { promoterId } = await newPromoter();
    const holder = new Client({ connectionString: urlOf("owner") });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM promoters WHERE id = $1 FOR UPDATE", [promoterId]);
    const waiting = as("owner").transaction([
      sql`SET LOCAL lock_timeout = '50ms'`,
      sql`SELECT FROM promoters WHERE id = ${promoterId}::uuid FOR UPDATE`,
    ]);
    await expect(waiting).rejects.toMatchObject({ kind: "retryable", code: "55P03" });
    await holder.query("ROLLBACK");
    await holder.end();
  });

  it("commits all statements of a transaction or none", async () => {
    const before = await as("owner").query(sql`SELECT version FROM catalogue_version`);
    const half = as("owner").transaction([
      sql`UPDATE catalogue_version SET version = version + 100`,
      sql`SELECT 1 / 0`,
    ]);
    await expect(half).rejects.toMatchObject({ kind: "refused" });
    expect(await as("owner").query(sql`SELECT version FROM catalogue_version`)).toEqual(before);
  });
});

describe("connections of one role", () => {
  it("can all be taken without another role noticing", async () => {
    const clients: Client[] = [];
    try {
      for (;;) {
        const client = new Client({ connectionString: urlOf("reporting") });
        client.on("error", () => {});
        await client.connect();
        clients.push(client);
      }
    } catch (error) {
      expect(error).toMatchObject({ code: "53300" });
    }
    expect(clients.length).toBeGreaterThan(0);
    expect(await as("public").query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
    await Promise.all(clients.map((client) => client.end()));
  });
});

describe("a pool", () => {
  it("runs interactive transactions over the WebSocket", async () => {
    const pool = connectPool({ url: urlOf("auth"), wsProxy: inject("env").DATABASE_WS_PROXY });
    const client = await pool.connect();
    await client.query("BEGIN");
    const { rows } = await client.query("SELECT current_user AS name");
    await client.query("COMMIT");
    client.release();
    expect(rows).toEqual([{ name: "liveotter_auth" }]);
    await pool.end();
  });

  it("gives up on a query that does not answer", async () => {
    const pool = connectPool({ url: urlOf("owner"), wsProxy: inject("env").DATABASE_WS_PROXY, queryTimeoutMs: 100 });
    await expect(pool.query("SELECT pg_sleep(5)")).rejects.toThrow("timeout");
    await pool.end();
  });

  it("gives up on a proxy that does not answer", async () => {
    const silent = createServer(() => {});
    silent.on("upgrade", () => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo; // listening on TCP
    const url = `postgres://u:p@quiet.test:${port}/d`;
    const pool = connectPool({ url, wsProxy: `127.0.0.1:${port}/v2`, connectionTimeoutMs: 100 });
    await expect(pool.query("SELECT 1")).rejects.toThrow("timeout");
    silent.closeAllConnections();
    silent.close();
  });
});
