import type { PromoterId } from "@liveotter/core/ids";
import type { Mail } from "@liveotter/core/mail/mail";
import { type SQL, sql } from "drizzle-orm";

/** Whom a mail is about: mails about one are sent in order. */
export interface MailAbout {
  /** A UUID: the person's, or the invitation's. */
  readonly aggregateId: string;
  /** Absent: about no promoter. */
  readonly promoterId?: PromoterId;
}

/**
 * The statement that has a mail sent once the transaction it is part of commits; to be run as the role of sign-in or of
 * promoters. What it says is wiped as soon as it is sent. `condition`: a guard, for what may have been refused.
 */
export function mailRow(
  { template, ...payload }: Mail,
  { aggregateId, promoterId }: MailAbout,
  condition = sql`true`,
): SQL {
  return sql`INSERT INTO outbox (consumer, promoter_id, aggregate_id, topic, payload)
    SELECT 'mail', ${promoterId ?? null}::uuid, ${aggregateId}::uuid, ${template}, ${JSON.stringify(payload)}::jsonb
    WHERE ${condition}`;
}
