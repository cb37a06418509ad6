import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { input, type Member, type newIsolate, performance } from "./api.ts";
import { newMember, owner } from "./promoters.ts";

/** What a client can name of a tenant's. */
export interface Ids {
  readonly promoter: string;
  readonly draft: string;
  readonly shown: string;
  readonly postponed: string;
  readonly performance: string;
  readonly ticketType: string;
  readonly quota: string;
  readonly series: string;
  readonly import: string;
  readonly delivery: string;
  readonly invitation: string;
  readonly colleague: string;
  readonly session: string;
  readonly email: string;
  readonly key: string;
  readonly version: number;
}

export interface Tenant {
  readonly member: Member;
  readonly ids: Ids;
}

/** A promoter with something of everything; `mark` stands in each name. */
export async function newTenant(api: ReturnType<typeof newIsolate>, mark: string): Promise<Tenant> {
  const member = await api.signIn();
  const { id: promoterId, userId } = member.promoter;
  const colleague = await newMember(promoterId);
  const importId = uuidv7();
  const email = `invited-${promoterId}@example.test`;
  await owner().transaction([
    sql`UPDATE promoters SET name = ${mark} WHERE id = ${promoterId}::uuid`,
    sql`UPDATE users SET name = ${mark} WHERE id IN (${userId}::uuid, ${colleague.userId}::uuid)`,
    sql`INSERT INTO imports (id, promoter_id, user_id, name, format, publish, genre, currency, total_bytes, state)
      VALUES (${importId}::uuid, ${promoterId}::uuid, ${userId}::uuid, ${mark}, 'csv', false, 'jazz', 'EUR', 1, 'done')`,
    sql`INSERT INTO import_rows (promoter_id, import_id, line, outcome, name)
      VALUES (${promoterId}::uuid, ${importId}::uuid, 1, 'rejected', ${mark})`,
  ]);
  const key = `key-of-${promoterId}`;
  const create = async (path: string, body: unknown, idempotencyKey: string = crypto.randomUUID()) => {
    const headers = { "idempotency-key": idempotencyKey };
    const response = await member.call("POST", path, { body, headers });
    if (response.status >= 300) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json<{ id: string }>();
  };
  const series = await create("/v1/series", { name: mark });
  const invitation = await create("/v1/organisation/invitations", { email, role: "manager" });
  const parts = {
    ...{ name: mark, description: mark, tags: [mark], seriesId: series.id },
    performances: [performance({ where: { kind: "place", city: mark, country: "PL", zone: "Europe/Warsaw" } })],
    ticketTypes: [{ ref: "entry", name: mark, price: 100 }],
    quotas: [{ name: mark, capacity: 5, ticketTypes: ["entry"] }],
  };
  const { id: draft } = await create("/v1/events", input(parts), key);
  const [shown, postponed] = [await member.published(parts), await member.published(parts)];
  const moved = await member.call("POST", `/v1/events/${postponed.id}/postponement`);
  if (moved.status !== 200) throw new Error(`${moved.status} ${await moved.text()}`);
  const [parked] = await owner().query<{ id: string }>(
    sql`UPDATE outbox SET parked_at = now(), attempts = 10, last_error = ${mark}
      WHERE id = (SELECT max(id) FROM outbox WHERE promoter_id = ${promoterId}::uuid AND consumer = 'search')
      RETURNING id::text`,
  );
  const { items: sessions } = await (await member.call("GET", "/v1/sessions")).json<{ items: { id: string }[] }>();
  return {
    member,
    ids: {
      ...{ promoter: promoterId, draft, shown: shown.id, postponed: postponed.id, series: series.id },
      ...{ performance: shown.performances[0]?.id ?? "", ticketType: shown.ticketTypes[0]?.id ?? "" },
      ...{ quota: shown.quotas[0]?.id ?? "", import: importId, delivery: parked?.id ?? "" },
      ...{ invitation: invitation.id, colleague: colleague.userId, session: sessions[0]?.id ?? "", email, key },
      version: shown.version,
    },
  };
}

/** Ids that are nobody's. */
export const nobodys = (): Ids => {
  const [promoter, draft, shown, postponed] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  return {
    ...{ promoter, draft, shown, postponed, performance: uuidv7(), ticketType: uuidv7(), quota: uuidv7() },
    ...{ series: uuidv7(), import: uuidv7(), delivery: "999999999999999", invitation: uuidv7(), colleague: uuidv7() },
    ...{ session: uuidv7(), email: `nobody-${draft}@example.test`, key: uuidv7(), version: 2 },
  };
};

/** A digest of every row of one promoter and of its people's sessions, table by table. */
export async function digestOf({ promoter, colleague }: Ids, userId: string): Promise<Record<string, string>> {
  const tables = await owner().query<{ name: string }>(
    sql`SELECT relname AS name FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'promoter_id'
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`,
  );
  const digest = (name: string, where: ReturnType<typeof sql>) => sql`SELECT ${name} AS name,
    count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest
    FROM ${sql.identifier(name)} t WHERE ${where}`;
  const people = sql`ARRAY[${userId}, ${colleague}]::uuid[]`;
  const results = await owner().transaction([
    ...tables.map(({ name }) => digest(name, sql`promoter_id = ${promoter}::uuid`)),
    digest("promoters", sql`id = ${promoter}::uuid`),
    digest("users", sql`id = ANY(${people})`),
    digest("accounts", sql`user_id = ANY(${people})`),
    digest("sessions", sql`user_id = ANY(${people})`),
  ]);
  const rows = results.flat() as { name: string; digest: string }[]; // what the statements select
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}
