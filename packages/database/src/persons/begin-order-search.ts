import type { MailOf } from "@liveotter/core/mail/mail";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";

export interface OrderSearchRow {
  /** Of the address: see `emailKeyOf`. */
  readonly emailKey: string;
  /** A keyed hash of the code, in hex. */
  readonly codeHash: string;
  readonly minutes: number;
  readonly mail: Omit<MailOf<"order-search-code">, "to">;
}

/**
 * Has a code mailed to an address that has orders; its earlier code ends. For any other the same is stored and nothing
 * mailed, so that nobody learns which it was. As `liveotter_public`. @throws DatabaseError
 */
export async function beginOrderSearch(
  db: Database,
  { emailKey, codeHash, minutes, mail: { template: _, ...payload } }: OrderSearchRow,
  options?: CallOptions,
): Promise<void> {
  await db.query(
    sql`SELECT begin_order_search(${emailKey}, ${codeHash}, make_interval(mins => ${minutes}::integer),
      ${JSON.stringify(payload)}::jsonb)`,
    options,
  );
}
