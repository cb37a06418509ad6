import type { Instant } from "../instant.ts";

import type { WhyStopped } from "./shard-api.ts";

/** One quota, and what Postgres has given away of it. */
export interface BasePool {
  readonly id: string;
  /** Null: without limit. May lie below what is given away. */
  readonly capacity: number | null;
  /** By orders that are pending or paid, guests among them. */
  readonly used: number;
  /** Taken out of sale by hand. */
  readonly blocked: number;
  /** Kept free for the unused uses of codes that block it and are in force. */
  readonly reserved: number;
}

/** A code with a limited number of uses. */
export interface BaseCode {
  readonly id: string;
  /** Uses that no order has. */
  readonly left: number;
  /** The quota in which those are kept free now. */
  readonly blocks: string | null;
}

/** What Postgres knows of one shard, all of it as of one moment. */
export interface InventoryBase {
  readonly epoch: number;
  readonly stopped: boolean;
  /** Why it is stopped. Absent in what was read before it was told. */
  readonly why?: WhyStopped | null;
  readonly pools: readonly BasePool[];
  /** Those that were asked for and are this shard's. */
  readonly codes: readonly BaseCode[];
  /** Of the orders asked for: what has come, or never will. The rest is still open. */
  readonly orders: Readonly<Record<string, "placed" | "void">>;
  /** When time alone makes it another: a code that blocks runs out. */
  readonly changesAt: Instant | null;
}

/** What a shard asks for. */
export interface BaseQuestion {
  /** Its epoch, or null when it has lost its memory, or never had one. */
  readonly epoch: number | null;
  readonly codes: readonly string[];
  /** Orders whose outcome it awaits. */
  readonly pinned: readonly string[];
  /** Those of them that have been awaited for too long: whatever is not there by now shall never come. */
  readonly overdue: readonly string[];
}
