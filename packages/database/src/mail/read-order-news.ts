import type { OrderNews } from "@liveotter/core/mail/order-news";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** What an outbox row says of its mail: whom it is about, and nothing more. */
export interface NewsAbout {
  readonly orderId: string;
  readonly refundId: string | null;
  readonly ticketId: string | null;
}

/** All that a mail about an order says, as it is now; `null`: nobody is to be told any more. As `liveotter_jobs`. @throws DatabaseError */
export async function readOrderNews(
  db: Database,
  { orderId, refundId, ticketId }: NewsAbout,
  options?: CallOptions,
): Promise<OrderNews | null> {
  const [row] = await db.query<{ news: OrderNews | null }>(
    sql`SELECT read_order_news(${orderId}::uuid, ${refundId}::uuid, ${ticketId}::uuid) AS news`,
    options,
  );
  return row?.news ?? null;
}
