import type { InterestId, PerformanceId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import type { AskOutcome, InterestKind } from "@liveotter/core/interest/interest";
import type { Locale } from "@liveotter/core/long-time";
import { emailKeyOf } from "@liveotter/core/person/email-key";
import { sql } from "drizzle-orm";
import type { CallOptions, Database } from "../connect.ts";
import { newId } from "../new-id.ts";
import { timestamp } from "../public/catalogue-json.ts";

export interface InterestRequest {
  readonly eventSlug: string;
  readonly kind: InterestKind;
  /** Of what comes back: the night that is waited for; `null`: any. */
  readonly performanceId: PerformanceId | null;
  readonly email: string;
  readonly locale: Locale;
}

/**
 * Registers an address and has a confirmation mailed to it, unless it has confirmed already or has had enough of them:
 * nobody is told which. As `liveotter_public`. @throws DatabaseError
 */
export async function askInterest(
  db: Database,
  { eventSlug, kind, performanceId, email, locale }: InterestRequest,
  now: Instant,
  options?: CallOptions,
): Promise<AskOutcome> {
  const [row] = await db.query<{ outcome: AskOutcome }>(
    sql`SELECT ask_interest(${newId<InterestId>()}::uuid, ${eventSlug}, ${kind}, ${email.trim()}, ${emailKeyOf(email)}, ${locale},
      ${timestamp(now)}, ${performanceId}::uuid) AS outcome`,
    options,
  );
  return row?.outcome ?? "unknown";
}
