import { type Instant, instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { DatabaseError } from "../database-error.ts";
import { epochMs } from "../public/catalogue-json.ts";
import { sha256 } from "../sha256.ts";

export interface OrderCode {
  readonly emailKey: string;
  readonly codeHash: string;
  /** Of a session under way: the address becomes one more of its person's. */
  readonly sessionKey: string | null;
}

/**
 * Takes a code that was mailed and begins a session under `key`; answers when it ends. `wrong`: not this code, or not any
 * more, or tried too often; `signed-out`: the session under way is over. As `liveotter_public`. @throws DatabaseError
 */
export async function beginOrderSession(
  db: Database,
  { emailKey, codeHash, sessionKey }: OrderCode,
  { key, minutes }: { readonly key: string; readonly minutes: number },
  options?: CallOptions,
): Promise<Instant | "wrong" | "signed-out"> {
  const underWay = sessionKey === null ? null : await sha256(sessionKey);
  try {
    const [row] = await db.query<{ ends: string | null }>(
      sql`SELECT ${epochMs(sql`begin_order_session(${emailKey}, ${codeHash}, ${await sha256(key)},
        make_interval(mins => ${minutes}::integer), ${underWay}::text)`)} AS ends`,
      options,
    );
    return row?.ends == null ? "wrong" : instant(Number(row.ends));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "LO008") return "signed-out";
    throw error;
  }
}
