import type { EventId, PromoterId } from "@liveotter/core/ids";
import { instant } from "@liveotter/core/instant";
import { connect, type Database } from "@liveotter/database/connect";
import { newId } from "@liveotter/database/new-id";
import type { Actor, EventDraft } from "@liveotter/database/promoter/event-draft";
import { moveEvent } from "@liveotter/database/promoter/move-event";
import type { MyEvent } from "@liveotter/database/promoter/my-event";
import { updateEvent } from "@liveotter/database/promoter/update-event";
import * as fresh from "@liveotter/devstack/new-event";
import { switchboard } from "@liveotter/devstack/switchboard-client";
import { sql } from "drizzle-orm";
import { inject } from "vitest";

/** One of the variables that the backing provides. */
export function variable(name: string): string {
  const value = inject("env")[name];
  if (value === undefined) throw new Error(`${name} is not provided`);
  return value;
}

export const faults = switchboard(variable("SWITCHBOARD"));

const as = (name: string): Database =>
  connect({ url: variable(name), httpEndpoint: variable("DATABASE_HTTP_ENDPOINT"), timeoutMs: 15_000 });
export const owner = () => as("DATABASE_URL");
export const jobs = () => as("DATABASE_URL_JOBS");
const promoters = () => as("DATABASE_URL_PROMOTER");

export const now = () => instant(Date.now());

/** A tenant of one's own: tests share the database and never wipe it. */
export async function newPromoter(): Promise<Actor> {
  const promoterId = newId<PromoterId>();
  await owner().query(
    sql`INSERT INTO promoters (id, slug, name) VALUES (${promoterId}::uuid, ${`promoter-${promoterId}`}, 'A promoter')`,
  );
  return { promoterId, userId: null, requestId: "test" };
}

export const published = (actor: Actor, more?: Partial<EventDraft>) => fresh.published(promoters(), actor, more);

export async function renamed(actor: Actor, { id, version }: MyEvent, name: string): Promise<MyEvent> {
  const event = await updateEvent(promoters(), actor, { eventId: id, version }, { name }, now());
  if (event === null) throw new Error("not renamed");
  return event;
}

export async function withdrawn(actor: Actor, { id, version }: MyEvent): Promise<MyEvent> {
  const event = await moveEvent(promoters(), actor, { eventId: id, version }, "withdraw", now());
  if (event === null) throw new Error("not withdrawn");
  return event;
}

export interface Row {
  readonly id: string;
  readonly consumer: string;
  readonly attempts: number;
  readonly done: boolean;
  readonly parked: boolean;
  readonly error: string | null;
}

/** What became of an event's rows, in order. */
export function rowsOf({ id }: { readonly id: EventId }, consumer?: string): Promise<Row[]> {
  return owner().query<Row>(
    sql`SELECT id::text, consumer, attempts, done_at IS NOT NULL AS done, parked_at IS NOT NULL AS parked,
      last_error AS error FROM outbox WHERE aggregate_id = ${id}::uuid
      ${consumer === undefined ? sql`` : sql`AND consumer = ${consumer}`} ORDER BY id`,
  );
}

/** Lets what was postponed be due at once, and whoever drains next not wait for a rest. */
export async function hurry({ id }: { readonly id: EventId }): Promise<void> {
  await owner().query(
    sql`UPDATE outbox SET next_attempt_at = now() WHERE aggregate_id = ${id}::uuid AND done_at IS NULL`,
  );
  await nextTurn();
}

export const nextTurn = () => owner().query(sql`UPDATE job_leases SET held_until = now()`);
