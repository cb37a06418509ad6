import type { InterestId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { InterestNews, InterestTemplate } from "@liveotter/core/mail/interest-news";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { timestamp } from "../public/catalogue-json.ts";

/** All that a mail to who asked says, as it is now; `null`: nobody is to be told any more. As `liveotter_jobs`. @throws DatabaseError */
export async function readInterestNews(
  db: Database,
  id: InterestId,
  template: InterestTemplate,
  now: Instant,
  options?: CallOptions,
): Promise<InterestNews | null> {
  const [row] = await db.query<{ news: InterestNews | null }>(
    sql`SELECT read_interest_news(${id}::uuid, ${template}, ${timestamp(now)}) AS news`,
    options,
  );
  return row?.news ?? null;
}
