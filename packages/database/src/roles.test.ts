import { instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { as, created, newPromoter, performance, published, sale } from "../test/fixture.ts";
import { codeOf, orderOf, paidOrder, stage } from "../test/stage.ts";
import { ROLES, roleName } from "./migrate.ts";
import { newId } from "./new-id.ts";
import { asked } from "./orders/step.ts";
import { asPromoter } from "./promoter/as-promoter.ts";
import type { Actor } from "./promoter/event-draft.ts";

const APPLICATION_ROLES = ROLES.filter((role) => role !== "owner");

describe("the roles", () => {
  it.each(ROLES)("%s is nobody special, and limited in connections", async (role) => {
    const [row] = await as("owner").query<Record<string, unknown>>(
      sql`SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin, rolconnlimit
      FROM pg_roles WHERE rolname = ${roleName(role)}`,
    );
    const none = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect(row).toMatchObject({ ...none, rolcanlogin: true });
    expect(row?.rolconnlimit).toBeGreaterThan(0);
  });

  it("have limits that leave room on a server of 100 connections", async () => {
    const [row] = await as("owner").query<{ sum: number }>(
      sql`SELECT sum(rolconnlimit)::int FROM pg_roles WHERE rolname LIKE 'liveotter\\_%'`,
    );
    expect(row?.sum).toBeLessThan(97);
  });

  it.each(APPLICATION_ROLES)("%s waits for nothing for ever", async (role) => {
    const [row] = await as(role).query<Record<string, string>>(
      sql`SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
      current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    for (const value of Object.values(row ?? { none: "0" })) expect(value).not.toBe("0");
  });

  it.each(APPLICATION_ROLES)("%s is no member of another role and owns nothing", async (role) => {
    const rows = await as("owner").query(
      sql`SELECT FROM pg_auth_members WHERE member = ${roleName(role)}::regrole
      UNION ALL SELECT FROM pg_class WHERE relowner = ${roleName(role)}::regrole`,
    );
    expect(rows).toEqual([]);
  });

  it("borrow their owner's rights from functions alone that look nowhere but where they were told to", async () => {
    const rows = await as("owner").query(
      sql`SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        AND NOT coalesce('search_path=pg_catalog, public, pg_temp' = ANY (proconfig), false)`,
    );
    expect(rows).toEqual([]);
  });

  it("borrow them only from functions that were granted to them", async () => {
    const rows = await as("owner").query(
      sql`SELECT proname FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS acl
        WHERE pronamespace = 'public'::regnamespace AND prosecdef AND acl.grantee = 0`,
    );
    expect(rows).toEqual([]);
  });

  it("cut a statement off at the role's own timeout", async () => {
    await expect(as("public").query(sql`SELECT pg_sleep(10)`)).rejects.toMatchObject({
      kind: "timeout",
      code: "57014",
    });
  });

  it("let reports read and never write", async () => {
    const write = as("reporting").query(sql`CREATE TEMP TABLE t (a int)`);
    await expect(write).rejects.toMatchObject({ kind: "refused" });
    const [row] = await as("reporting").query<{ readonly: string }>(
      sql`SELECT current_setting('default_transaction_read_only') AS readonly, count(*) FROM events`,
    );
    expect(row?.readonly).toBe("on");
  });

  it("show people and sessions to sign-in alone", async () => {
    for (const role of APPLICATION_ROLES.filter((each) => each !== "auth")) {
      for (const table of ["users", "sessions", "accounts", "verifications"]) {
        await expect(as(role).query(sql`SELECT FROM ${sql.identifier(table)}`)).rejects.toMatchObject({
          code: "42501",
        });
      }
    }
    await expect(as("auth").query(sql`SELECT FROM events`)).rejects.toMatchObject({ code: "42501" });
  });
});

/** What no role of an application reads: who asked to be told, and what ticket holders were told. */
const CLOSED = ["event_interests", "performance_changes"];
const OF_SALES = ["price_phases", "ticket_type_admissions", "quotas", "quota_ticket_types"];
/** What selling leaves behind of each promoter, and what hangs from that without naming the promoter. */
const SOLD = [
  ...["selling_settings", "questions", "codes", "quota_counters", "blocks", "orders", "order_people", "order_items"],
  ...["payments", "refunds", "disputes", "ledger_entries", "tickets"],
];
const BELOW_SOLD = ["allocations", "refund_items", "ledger_lines", "ticket_credentials", "ticket_holders"];
/** What each promoter has of its own; `catalogue_version` and `venues` are everybody's. */
const OWNED = [
  ...OF_SALES,
  "series",
  "events",
  "event_words",
  "performances",
  "ticket_types",
  "outbox",
  "audit_log",
  "idempotency_keys",
  "media",
  "imports",
  "import_rows",
  "imported_events",
];

describe("row-level security", () => {
  it("is on and forced wherever there is a promoter_id", async () => {
    const rows = await as("owner").query<{ name: string; forced: boolean }>(
      sql`SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS forced
      FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'promoter_id'
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(
      [...OWNED, ...SOLD, ...CLOSED, "promoter_members", "invitations"].sort(),
    );
    expect(rows.filter(({ forced }) => !forced)).toEqual([]);
  });

  it.each(OWNED)("shows a promoter nothing of another's %s when the WHERE is forgotten", async (table) => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    await published(theirs, sale());
    await published(mine, sale());
    await as("owner").query(sql`INSERT INTO series (id, promoter_id, slug, name) VALUES
      (${newId()}::uuid, ${mine.promoterId}::uuid, ${`s-${newId()}`}, 'Mine'),
      (${newId()}::uuid, ${theirs.promoterId}::uuid, ${`s-${newId()}`}, 'Theirs')`);
    await as("owner").query(sql`INSERT INTO media (file, promoter_id) VALUES
      (${`${newId()}.jpg`}, ${mine.promoterId}::uuid), (${`${newId()}.png`}, ${theirs.promoterId}::uuid)`);
    for (const { promoterId } of [mine, theirs]) {
      const id = newId();
      await as("owner").transaction([
        sql`INSERT INTO imports (id, promoter_id, name, format, publish, genre, currency, total_bytes)
          VALUES (${id}::uuid, ${promoterId}::uuid, 'A file', 'csv', false, 'jazz', 'EUR', 1)`,
        sql`INSERT INTO import_rows (promoter_id, import_id, line, outcome, name)
          VALUES (${promoterId}::uuid, ${id}::uuid, 1, 'created', 'A row')`,
        sql`INSERT INTO imported_events (promoter_id, external_key, event_id, content_hash, version, import_id, line)
          SELECT promoter_id, repeat('0', 64), id, repeat('0', 64), version, ${id}::uuid, 1
          FROM events WHERE promoter_id = ${promoterId}::uuid`,
      ]);
    }
    const everything = sql`SELECT DISTINCT promoter_id FROM ${sql.identifier(table)}`;
    const [rows] = await asPromoter(as("promoter"), mine.promoterId, [everything]);
    expect(rows).toEqual([{ promoter_id: mine.promoterId }]);
    expect(await as("promoter").query(everything)).toEqual([]);
  });

  it("shows a promoter and its reports nothing of what another sold when the WHERE is forgotten", async () => {
    const [mine, theirs] = [await everythingSold(), await everythingSold()];
    for (const role of ["promoter", "reporting"] as const) {
      for (const table of [...SOLD, ...BELOW_SOLD]) {
        const everything = sql`SELECT ${sql.identifier(table)}::text AS line FROM ${sql.identifier(table)}`;
        const seen = await Promise.all(
          [mine, theirs].map(async ({ promoterId }) => {
            const [rows] = await asPromoter(as(role), promoterId, [everything]);
            return new Set((rows ?? []).map((row) => JSON.stringify(row)));
          }),
        );
        const [ours, others] = seen;
        expect([table, ours?.size, others?.size]).not.toContain(0);
        expect([table, ...(ours ?? [])].filter((line) => others?.has(line))).toEqual([]);
        expect(await as(role).query(everything)).toEqual([]);
      }
    }
  });

  it("refuses what is written for another promoter", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    const insert = sql`INSERT INTO series (id, promoter_id, slug, name)
      VALUES (${newId()}::uuid, ${theirs.promoterId}::uuid, ${`s-${newId()}`}, 'Planted')`;
    await expect(asPromoter(as("promoter"), mine.promoterId, [insert])).rejects.toMatchObject({ code: "42501" });
    const event = await created(mine);
    const give = sql`UPDATE events SET promoter_id = ${theirs.promoterId}::uuid WHERE id = ${event.id}::uuid`;
    await expect(asPromoter(as("promoter"), mine.promoterId, [give])).rejects.toMatchObject({ code: "42501" });
    const outbox = sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic)
      VALUES ('cache', ${theirs.promoterId}::uuid, ${newId()}::uuid, 'event.changed')`;
    await expect(asPromoter(as("promoter"), mine.promoterId, [outbox])).rejects.toMatchObject({ code: "42501" });
  });

  it("changes and deletes nothing of another's when the WHERE is forgotten", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    const event = await published(theirs);
    await asPromoter(as("promoter"), mine.promoterId, [
      sql`UPDATE events SET name = 'Defaced'`,
      sql`DELETE FROM ticket_types`,
      sql`DELETE FROM performances`,
    ]);
    const [row] = await as("owner").query(
      sql`SELECT name, (SELECT count(*)::int FROM performances WHERE event_id = events.id) AS performances,
      (SELECT count(*)::int FROM ticket_types WHERE event_id = events.id) AS types FROM events WHERE id = ${event.id}::uuid`,
    );
    expect(row).toEqual({ name: "An evening", performances: 1, types: 1 });
  });

  it("forgets the promoter with the transaction", async () => {
    const { promoterId } = await newPromoter();
    await asPromoter(as("promoter"), promoterId, []);
    const left = await Promise.all(
      Array.from({ length: 5 }, () => as("promoter").query(sql`SELECT current_promoter() AS id`)),
    );
    expect(left).toEqual(Array.from({ length: 5 }, () => [{ id: null }]));
  });

  it("shows the public no draft, no part of one and no hidden price, even without a WHERE", async () => {
    const actor = await newPromoter();
    const early = { name: "Early", until: instant(Date.now() + 3_600_000), price: 0 };
    const hidden = await created(actor, sale());
    const shown = await published(actor, {
      performances: [performance(24), performance(48)],
      ticketTypes: [
        { name: "Seen", price: 1, phases: [early] },
        { name: "Crew", price: 0, hidden: true, phases: [early] },
      ],
    });
    const seen = (table: string, column: string) =>
      as("public").query<{ id: string; count: number }>(
        sql`SELECT ${sql.identifier(column)} AS id, count(*)::int FROM ${sql.identifier(table)} GROUP BY 1`,
      );
    for (const [table, column, count] of [
      ["events", "id", 1],
      ["performances", "event_id", 2],
      ["ticket_types", "event_id", 1],
      ["price_phases", "event_id", 1],
    ] as const) {
      const rows = await seen(table, column);
      expect(rows.filter(({ id }) => id === hidden.id)).toEqual([]);
      expect(rows.filter(({ id }) => id === shown.id)).toEqual([{ id: shown.id, count }]);
    }
    for (const table of [
      "quotas",
      "ticket_type_admissions",
      "outbox",
      "audit_log",
      "idempotency_keys",
      "promoter_members",
    ]) {
      await expect(as("public").query(sql`SELECT FROM ${sql.identifier(table)}`)).rejects.toMatchObject({
        code: "42501",
      });
    }
  });

  it("lets the public write nothing", async () => {
    const tables = await as("owner").query<{ name: string }>(
      sql`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND (has_table_privilege('liveotter_public', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
        OR has_any_column_privilege('liveotter_public', oid, 'INSERT, UPDATE'))`,
    );
    expect(tables).toEqual([]);
  });

  it("keeps a performance from hanging from another promoter's event, for the owner as well", async () => {
    const [mine, theirs] = [await newPromoter(), await newPromoter()];
    const event = await created(theirs);
    const plant = as(
      "owner",
    ).query(sql`INSERT INTO ticket_types (id, promoter_id, event_id, name, position, price_minor)
      VALUES (${newId()}::uuid, ${mine.promoterId}::uuid, ${event.id}::uuid, 'Planted', 0, 0)`);
    await expect(plant).rejects.toMatchObject({ kind: "refused", code: "23503" });
  });
});

/** A promoter with a line of everything that selling writes. */
async function everythingSold(): Promise<Actor> {
  const hall = await stage([{ capacity: 9, types: [0] }]);
  const { actor, eventId, quotas } = hall;
  const order = orderOf(hall, [0, 0], { codeId: await codeOf(hall, { maxUses: 5 }) });
  const { orderId } = await paidOrder(as("public"), order);
  const items = [{ id: order.items[0]?.id, amount: 1000 }];
  const refund = {
    orderId,
    refundId: newId(),
    requestKey: "k",
    reason: "promoter",
    items,
    cancel: true,
    now: order.now,
  };
  await as("owner").transaction([
    sql`SELECT request_refund(${asked(refund)})`,
    sql`SELECT change_block(${newId()}::uuid, ${quotas[0]}::uuid, 1, '', now())`,
    sql`INSERT INTO questions (id, promoter_id, event_id, position, label, kind, asked_of)
      VALUES (${newId()}::uuid, ${actor.promoterId}::uuid, ${eventId}::uuid, 0, 'Which?', 'text', 'order')`,
    sql`SELECT settle_dispute(jsonb_build_object('paymentId', id, 'providerRef', id, 'outcome', 'open', 'amount', 1,
      'currency', currency, 'now', now())) FROM payments WHERE order_id = ${orderId}::uuid`,
  ]);
  return actor;
}
