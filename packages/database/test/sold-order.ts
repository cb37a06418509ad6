import type { CredentialId, OrderId, TicketId } from "@liveotter/core/ids";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { sql } from "drizzle-orm";
import { newId } from "../src/new-id.ts";
import type { Actor } from "../src/promoter/event-draft.ts";
import type { MyEvent } from "../src/promoter/my-event.ts";
import { as } from "./fixture.ts";

export interface SoldOrder {
  readonly id: OrderId;
  readonly number: string;
  readonly tickets: readonly { readonly id: TicketId; readonly credentialId: CredentialId }[];
}

export interface SoldOptions {
  readonly email?: string | null;
  readonly tickets?: number;
  readonly state?: "pending" | "paid";
  /** From now; of a pending order. */
  readonly expiresInMinutes?: number;
  readonly placedMinutesAgo?: number;
  readonly kind?: "static" | "rotating";
}

/** An order as selling leaves it behind, written straight into the tables: for what is asked of orders afterwards. */
export async function soldOrder(actor: Actor, event: MyEvent, options: SoldOptions = {}): Promise<SoldOrder> {
  const { email = `${newId()}@example.org`, tickets = 2, state = "paid", kind = "static" } = options;
  const { expiresInMinutes = 15, placedMinutesAgo = 0 } = options;
  const id = newId<OrderId>();
  const number = id.replaceAll("-", "").slice(-12).toUpperCase();
  const [type, performance] = [event.ticketTypes[0]?.id, event.performances[0]?.id];
  const own = sql`${actor.promoterId}::uuid, ${event.id}::uuid`;
  const made = Array.from({ length: state === "paid" ? tickets : 0 }, () => ({
    id: newId<TicketId>(),
    credentialId: newId<CredentialId>(),
    itemId: newId(),
  }));
  await as("owner").transaction([
    sql`INSERT INTO order_ids VALUES (${id}::uuid, false)`,
    sql`INSERT INTO orders (id, promoter_id, event_id, number, hold_id, state, currency, total_minor, fees_minor, tax_minor,
        quote, placed_at, expires_at)
      VALUES (${id}::uuid, ${own}, ${number}, ${id}, ${state}, 'EUR', ${1500 * tickets}, 0, 0, '{}',
        now() - make_interval(mins => ${placedMinutesAgo}::integer),
        ${state === "pending" ? sql`now() + make_interval(mins => ${expiresInMinutes}::integer)` : sql`NULL`})`,
    sql`INSERT INTO order_people (order_id, promoter_id, event_id, email, email_key, name)
      VALUES (${id}::uuid, ${own}, ${email}, ${email === null ? null : emailKeyOf(email)}, 'Ada')`,
    ...made.flatMap(({ id: ticketId, credentialId, itemId }, position) => [
      sql`INSERT INTO order_items (id, promoter_id, event_id, order_id, position, ticket_type_id, ticket_type_name,
          performance_id, price_minor, discount_minor, fees_minor, tax_minor, total_minor)
        VALUES (${itemId}::uuid, ${own}, ${id}::uuid, ${position}::integer, ${type}::uuid, 'Standard',
          ${performance}::uuid, 1500, 0, 0, 0, 1500)`,
      sql`INSERT INTO tickets (id, promoter_id, event_id, order_id, item_id, performance_id)
        VALUES (${ticketId}::uuid, ${own}, ${id}::uuid, ${itemId}::uuid, ${performance}::uuid)`,
      sql`INSERT INTO ticket_credentials (id, ticket_id, kind) VALUES (${credentialId}::uuid, ${ticketId}::uuid, ${kind})`,
    ]),
  ]);
  return { id, number, tickets: made };
}
