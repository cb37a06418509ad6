import type { FanOrders } from "@liveotter/core/person/fan-orders";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { sha256 } from "../sha256.ts";

/** The newest 200 orders of the session's fan; `null`: no session by this key. As `liveotter_public`. @throws DatabaseError */
export async function readFanOrders(db: Database, key: string, options?: CallOptions): Promise<FanOrders | null> {
  const [row] = await db.query<{ found: FanOrders | null }>(
    sql`SELECT read_fan_orders(${await sha256(key)}) AS found`,
    options,
  );
  return row?.found ?? null;
}
