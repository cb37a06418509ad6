import type { OrderId, TicketId } from "@liveotter/core/ids";
import type { TicketPage } from "@liveotter/core/ticket/ticket";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

export interface TicketQuestion {
  /** This one alone. */
  readonly ticketId?: TicketId | undefined;
  /** None that was cancelled. */
  readonly validOnly?: boolean;
  readonly skip: number;
  readonly take: number;
}

/** An order's tickets; none before it is paid. `null`: there is no such order. As `liveotter_public`. @throws DatabaseError */
export async function readTickets(
  db: Database,
  orderId: OrderId,
  { ticketId, validOnly = false, skip, take }: TicketQuestion,
  options?: CallOptions,
): Promise<TicketPage | null> {
  const [row] = await db.query<{ page: TicketPage | null }>(
    sql`SELECT read_tickets(${orderId}::uuid, ${ticketId ?? null}::uuid, ${validOnly}::boolean, ${skip}::integer,
      ${take}::integer) AS page`,
    options,
  );
  return row?.page ?? null;
}
