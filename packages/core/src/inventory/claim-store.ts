import type { Instant } from "../instant.ts";
import type { Claim } from "./claim.ts";
import type { InventoryBase } from "./inventory-base.ts";
import type { KeptReservation } from "./reservation.ts";

/** What came with a hold, kept beside its claim. */
export interface KeptRequest {
  readonly key: string;
  readonly requestHash: string;
  readonly doc: string | null;
}

/** What was read from Postgres, and when. */
export interface KeptBase {
  readonly base: InventoryBase;
  readonly readAt: Instant;
}

/** What a shard remembers when its memory is gone. Each call is done when it returns. */
export interface ClaimStore {
  base(): KeptBase | null;
  setBase(base: KeptBase): void;
  claim(holdId: string): Claim | null;
  /** The hold that was made under this key. */
  byKey(key: string): { readonly holdId: string; readonly requestHash: string } | null;
  doc(holdId: string): string | null;
  add(claim: Claim, request: KeptRequest): void;
  /** With a document in place of its own, where one is given. */
  update(claim: Claim, doc?: string | null): void;
  /** Whatever takes anything out of its pools at this moment, and perhaps more. */
  live(now: Instant): Iterable<Claim>;
  /** Forgets a claim, and its key with it. */
  remove(holdId: string): void;
  reservations(): Iterable<KeptReservation>;
  /** Adds it or replaces the one with the same id. */
  setReservation(reservation: KeptReservation): void;
  removeReservation(id: string): void;
  /** Forgets all claims and reservations. */
  clear(): void;
}
