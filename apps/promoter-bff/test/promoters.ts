import { asId, type PromoterId } from "@liveotter/core/ids";
import { connect, type Database } from "@liveotter/database/connect";
import { hashPassword } from "better-auth/crypto";
import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { inject } from "vitest";

/** One of the variables that the backing provides. */
export function variable(name: string): string {
  const value = inject("env")[name];
  if (value === undefined) throw new Error(`${name} is not provided`);
  return value;
}

/** The owner's way to the database: tests look behind the API with it. */
export const owner = (): Database => as("DATABASE_URL");
export const as = (name: string): Database =>
  connect({ url: variable(name), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT"), timeoutMs: 15_000 });

export interface TestPerson {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
}

/** A person and the promoter they act for. */
export interface TestPromoter extends TestPerson {
  readonly id: PromoterId;
}

const PASSWORD = "otters hold hands";
// 75 ms of CPU, once for all.
const hash = hashPassword(PASSWORD);

/** Somebody with an account, who acts for nobody. */
export async function newPerson(): Promise<TestPerson> {
  const userId = uuidv7();
  const email = `${userId}@example.test`;
  await owner().transaction([
    sql`INSERT INTO users (id, name, email, email_verified) VALUES (${userId}::uuid, 'A person', ${email}, true)`,
    sql`INSERT INTO accounts (id, user_id, account_id, provider_id, password)
      VALUES (${uuidv7()}::uuid, ${userId}::uuid, ${userId}, 'credential', ${await hash})`,
  ]);
  return { userId, email, password: PASSWORD };
}

/** One more person who acts for this promoter. */
export async function newMember(id: PromoterId, role: "owner" | "manager" = "manager"): Promise<TestPromoter> {
  const person = await newPerson();
  await owner().query(
    sql`INSERT INTO promoter_members (promoter_id, user_id, role) VALUES (${id}::uuid, ${person.userId}::uuid, ${role})`,
  );
  return { id, ...person };
}

/** A tenant of one's own with a person who signs in for it: tests share the database and never wipe it. */
export async function newPromoter(): Promise<TestPromoter> {
  const id = asId<PromoterId>(uuidv7());
  if (id === null) throw new Error("uuidv7 made no UUID");
  await owner().query(
    sql`INSERT INTO promoters (id, slug, name) VALUES (${id}::uuid, ${`promoter-${id}`}, 'A promoter')`,
  );
  return newMember(id, "owner");
}

/** What happened to an event, as its topics in the outbox, per consumer, and who did what in the audit log. */
export async function traces(eventId: string) {
  const outbox = await owner().query<{ consumer: string; topic: string }>(
    sql`SELECT consumer, topic FROM outbox WHERE aggregate_id = ${eventId}::uuid ORDER BY id`,
  );
  const audit = await owner().query<{ action: string; actorId: string | null; requestId: string | null }>(
    sql`SELECT action, actor_id AS "actorId", request_id AS "requestId"
      FROM audit_log WHERE subject_id = ${eventId}::uuid ORDER BY id`,
  );
  return { outbox: outbox.map(({ consumer, topic }) => `${topic} for ${consumer}`).sort(), audit };
}
