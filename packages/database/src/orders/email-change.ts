import type { EmailChangeId, OrderId } from "@liveotter/core/ids";
import { type Instant, toIso } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { asked, step } from "./step.ts";

export interface EmailChangeRequest {
  readonly changeId: EmailChangeId;
  readonly orderId: OrderId;
  /** Of the key that opened the order. */
  readonly keyGeneration: number;
  readonly email: string;
  /** By `emailKeyOf`. */
  readonly emailKey: string;
  readonly mail: { readonly to: string; readonly locale: string; readonly params: { link: string; hours: number } };
  readonly now: Instant;
}

/** A buyer's correction of an order's address, as the mailed link shows it. */
export interface EmailChange {
  readonly eventName: string;
  readonly number: string;
  readonly email: string;
  readonly confirmed: boolean;
}

/**
 * Stores the correction until the new address confirms it, and mails that address; a newer request replaces an older one.
 * `false`: the order is gone, has ended, or was opened with an older key. As `liveotter_public`. @throws DatabaseError
 */
export const requestOrderEmail = (db: Database, request: EmailChangeRequest, options?: CallOptions): Promise<boolean> =>
  step(db, sql`request_order_email(${asked(request)})`, options);

/** `null` once it was replaced, is a day old, or its order has ended. As `liveotter_public`. @throws DatabaseError */
export const readOrderEmailChange = (
  db: Database,
  id: EmailChangeId,
  now: Instant,
  options?: CallOptions,
): Promise<EmailChange | null> =>
  step(db, sql`read_order_email_change(${id}::uuid, ${toIso(now)}::timestamptz)`, options);

/** Carries it out; again is no error. The order it changed, or `null` as above. As `liveotter_public`. @throws DatabaseError */
export const confirmOrderEmail = (
  db: Database,
  id: EmailChangeId,
  now: Instant,
  options?: CallOptions,
): Promise<OrderId | null> => step(db, sql`confirm_order_email(${id}::uuid, ${toIso(now)}::timestamptz)`, options);
