import type { CatalogueVersion } from "@liveotter/core/catalogue/catalogue";
import type { OutboxId } from "@liveotter/core/ids";
import type { Database } from "@liveotter/database/connect";
import { announceChanges } from "@liveotter/database/jobs/announce-changes";
import { endLease, type Lease, takeLease } from "@liveotter/database/jobs/lease";
import { type Claim, claimDue } from "@liveotter/database/outbox/claim-due";
import { complete } from "@liveotter/database/outbox/complete";
import { fail } from "@liveotter/database/outbox/fail";
import { park } from "@liveotter/database/outbox/park";
import { postpone } from "@liveotter/database/outbox/postpone";
import type { Consumer } from "./consumer.ts";

/** The outbox as draining needs it, for one consumer. */
export interface Outbox {
  /** The right to drain, or `null` while somebody else does. */
  take(): Promise<Lease | null>;
  end(lease: Lease, restSeconds: number): Promise<void>;
  claim(): Promise<Claim>;
  /** What the public sees from now on; counted up where the claimed rows changed it. */
  announce(): Promise<CatalogueVersion>;
  complete(claim: Claim, ids: readonly OutboxId[]): Promise<void>;
  postpone(claim: Claim, ids: readonly OutboxId[], why: string): Promise<void>;
  fail(claim: Claim, id: OutboxId, why: string): Promise<"again" | "parked" | "lost">;
  park(claim: Claim, id: OutboxId, why: string): Promise<void>;
}

/** Longer than any turn takes, so that it runs out only when its holder is dead. */
const LEASE_SECONDS = 45;

export function outboxOf(db: Database, { name, limit, together }: Consumer): Outbox {
  return {
    take: () => takeLease(db, `outbox.${name}`, LEASE_SECONDS),
    end: (lease, restSeconds) => endLease(db, lease, restSeconds),
    claim: () => claimDue(db, name, { limit, leaseSeconds: LEASE_SECONDS, together }),
    announce: () => announceChanges(db),
    complete: async ({ token }, ids) => void (await complete(db, token, ids)),
    postpone: ({ token }, ids, why) => postpone(db, token, ids, why),
    fail: ({ token }, id, why) => fail(db, token, id, why),
    park: async ({ token }, id, why) => void (await park(db, token, id, why)),
  };
}
