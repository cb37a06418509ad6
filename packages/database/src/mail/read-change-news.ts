import type { Instant } from "@liveotter/core/instant";
import type { ChangeNews } from "@liveotter/core/mail/change-news";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/** An order's buyer, or the attendee with one of its tickets. */
export interface ChangeReader {
  readonly orderId: string;
  readonly ticketId: string | null;
}

/** What to tell them now of moved performances; `null`: nothing that they do not know. As `liveotter_jobs`. @throws DatabaseError */
export async function readChangeNews(
  db: Database,
  { orderId, ticketId }: ChangeReader,
  now: Instant,
  options?: CallOptions,
): Promise<ChangeNews | null> {
  const [row] = await db.query<{ news: ChangeNews | null }>(
    sql`SELECT read_change_news(${orderId}::uuid, ${ticketId}::uuid, ${timestamp(now)}) AS news`,
    options,
  );
  return row?.news ?? null;
}

/** Remembers that this was sent. Doing it again changes nothing. As `liveotter_jobs`. @throws DatabaseError */
export async function markTold(
  db: Database,
  { orderId, ticketId }: ChangeReader,
  told: ChangeNews["told"],
  options?: CallOptions,
): Promise<void> {
  await db.query(sql`SELECT mark_told(${orderId}::uuid, ${ticketId}::uuid, ${JSON.stringify(told)}::jsonb)`, options);
}
