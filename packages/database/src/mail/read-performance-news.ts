import type { CancelledNews } from "@liveotter/core/mail/cancelled-news";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

/** What a mail about one cancelled performance of an order says now; `null`: nobody is to be told any more. As `liveotter_jobs`. @throws DatabaseError */
export async function readPerformanceNews(
  db: Database,
  about: { readonly orderId: string; readonly performanceId: string; readonly refundId: string | null },
  options?: CallOptions,
): Promise<CancelledNews | null> {
  const { orderId, performanceId, refundId } = about;
  const [row] = await db.query<{ news: CancelledNews | null }>(
    sql`SELECT read_performance_news(${orderId}::uuid, ${performanceId}::uuid, ${refundId}::uuid) AS news`,
    options,
  );
  return row?.news ?? null;
}
