import type { CredentialId, OrderId, TicketId } from "@liveotter/core/ids";
import type { GivenAnswer } from "@liveotter/core/ticket/ticket";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** What is absent stays as it is. */
export interface HolderChange {
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly answers?: readonly GivenAnswer[] | undefined;
}

/**
 * Gives a valid ticket of the order another holder. It needs no capacity, so it works when all is sold. With
 * `replacement` the ticket scans by that credential alone from now on, and the order's fan is told by mail.
 * With a `keyGeneration`, a ticket of an order that has another one by now is `absent`. As `liveotter_public`.
 * @throws DatabaseError
 */
export async function changeHolder(
  db: Database,
  {
    orderId,
    ticketId,
    ...opened
  }: { readonly orderId: OrderId; readonly keyGeneration?: number; readonly ticketId: TicketId },
  change: HolderChange,
  replacement: CredentialId | null,
  options?: CallOptions,
): Promise<"changed" | "absent" | "cancelled"> {
  const [row] = await db.query<{ outcome: "changed" | "absent" | "cancelled" }>(
    sql`SELECT change_holder(${orderId}::uuid, ${ticketId}::uuid, ${JSON.stringify({ ...change, ...opened })}::jsonb,
      ${replacement}::uuid) AS outcome`,
    options,
  );
  return row?.outcome ?? "absent";
}
