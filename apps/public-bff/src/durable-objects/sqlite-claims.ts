import type { Instant } from "@liveotter/core/instant";
import type { Claim } from "@liveotter/core/inventory/claim";
import type { ClaimStore, KeptBase, KeptRequest } from "@liveotter/core/inventory/claim-store";
import type { KeptReservation } from "@liveotter/core/inventory/reservation";

/** Characters, all of them ASCII: a value may have 2 MB, and a base with a code for each of 30,000 fans has more. */
const PART = 1_000_000;

/**
 * A shard's own database. Its writes are synchronous, and those without an `await` between them commit together. Its tables
 * are made with the first thing to keep: whoever asks for a hold that never was leaves nothing behind.
 */
export class SqliteClaims implements ClaimStore {
  readonly #sql: SqlStorage;
  #made: boolean;
  /** Added later than the other tables, so created separately. */
  #reserves: boolean;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const tables = sql.exec<{ name: string }>("SELECT name FROM sqlite_master").toArray();
    this.#made = tables.some(({ name }) => name === "claims");
    this.#reserves = tables.some(({ name }) => name === "reservations");
  }

  #make(): void {
    if (this.#made) return;
    this.#sql.exec(`CREATE TABLE base_parts (part INTEGER PRIMARY KEY, text TEXT NOT NULL);
      CREATE TABLE claims (
        hold_id TEXT PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        request_hash TEXT NOT NULL,
        -- Of the hold's home alone.
        doc TEXT,
        claim TEXT NOT NULL,
        -- From then on it takes nothing out of its pools; NULL: not by time.
        ends_at INTEGER
      );
      CREATE INDEX claims_by_end ON claims (ends_at)`);
    this.#made = true;
  }

  #rows<T extends Record<string, SqlStorageValue>>(query: string, ...values: SqlStorageValue[]): T[] {
    return this.#made ? this.#sql.exec<T>(query, ...values).toArray() : [];
  }

  base(): KeptBase | null {
    const parts = this.#rows<{ text: string }>("SELECT text FROM base_parts ORDER BY part");
    // As `setBase` wrote it.
    return parts.length === 0 ? null : (JSON.parse(parts.map(({ text }) => text).join("")) as KeptBase);
  }

  setBase(kept: KeptBase): void {
    const text = JSON.stringify(kept);
    this.#make();
    this.#sql.exec("DELETE FROM base_parts");
    for (let at = 0; at < text.length; at += PART) {
      this.#sql.exec("INSERT INTO base_parts (part, text) VALUES (?, ?)", at, text.slice(at, at + PART));
    }
  }

  claim(holdId: string): Claim | null {
    const [row] = this.#rows<{ claim: string }>("SELECT claim FROM claims WHERE hold_id = ?", holdId);
    return row === undefined ? null : claimIn(row.claim);
  }

  byKey(key: string): { readonly holdId: string; readonly requestHash: string } | null {
    const [row] = this.#rows<{ hold_id: string; request_hash: string }>(
      "SELECT hold_id, request_hash FROM claims WHERE key = ?",
      key,
    );
    return row === undefined ? null : { holdId: row.hold_id, requestHash: row.request_hash };
  }

  doc(holdId: string): string | null {
    const [row] = this.#rows<{ doc: string | null }>("SELECT doc FROM claims WHERE hold_id = ?", holdId);
    return row?.doc ?? null;
  }

  add(claim: Claim, { key, requestHash, doc }: KeptRequest): void {
    this.#make();
    this.#sql.exec(
      "INSERT INTO claims (hold_id, key, request_hash, doc, claim, ends_at) VALUES (?, ?, ?, ?, ?, ?)",
      ...[claim.holdId, key, requestHash, doc, JSON.stringify(claim), endOf(claim)],
    );
  }

  update(claim: Claim, doc?: string | null): void {
    const written = [JSON.stringify(claim), endOf(claim)];
    if (doc === undefined) {
      this.#sql.exec("UPDATE claims SET claim = ?, ends_at = ? WHERE hold_id = ?", ...written, claim.holdId);
    } else {
      this.#sql.exec(
        "UPDATE claims SET claim = ?, ends_at = ?, doc = ? WHERE hold_id = ?",
        ...written,
        doc,
        claim.holdId,
      );
    }
  }

  *live(now: Instant): Iterable<Claim> {
    if (!this.#made) return;
    const rows = this.#sql.exec<{ claim: string }>(
      "SELECT claim FROM claims WHERE ends_at IS NULL OR ends_at > ?",
      now,
    );
    for (const { claim } of rows) yield claimIn(claim);
  }

  remove(holdId: string): void {
    this.#sql.exec("DELETE FROM claims WHERE hold_id = ?", holdId);
  }

  reservations(): KeptReservation[] {
    if (!this.#reserves) return [];
    const rows = this.#sql.exec<{ reservation: string }>("SELECT reservation FROM reservations").toArray();
    // As `setReservation` wrote it.
    return rows.map(({ reservation }) => JSON.parse(reservation) as KeptReservation);
  }

  setReservation(reservation: KeptReservation): void {
    if (!this.#reserves) this.#sql.exec("CREATE TABLE reservations (id TEXT PRIMARY KEY, reservation TEXT NOT NULL)");
    this.#reserves = true;
    const text = JSON.stringify(reservation);
    this.#sql.exec("INSERT OR REPLACE INTO reservations (id, reservation) VALUES (?, ?)", reservation.id, text);
  }

  removeReservation(id: string): void {
    if (this.#reserves) this.#sql.exec("DELETE FROM reservations WHERE id = ?", id);
  }

  clear(): void {
    if (this.#made) this.#sql.exec("DELETE FROM claims");
    if (this.#reserves) this.#sql.exec("DELETE FROM reservations");
  }

  /** Forgets what ended before `moment`, and says whether anything is left. */
  forget(moment: Instant): boolean {
    if (!this.#made) return false;
    this.#sql.exec("DELETE FROM claims WHERE ends_at < ?", moment);
    return this.#rows("SELECT 1 FROM claims LIMIT 1").length > 0;
  }
}

/** What the previous version wrote: it had no revisions, and counted pins without saying whose they were. */
type OlderClaim = Omit<Claim, "revision" | "pins" | "round"> & { readonly pins: number };

/** As `add` and `update` wrote it, in this version or the one before. */
function claimIn(text: string): Claim {
  const claim = JSON.parse(text) as Claim | OlderClaim;
  if ("revision" in claim) return claim;
  // No attempt of today has these pins: they end once Postgres says what became of the order.
  const pins = Array.from({ length: claim.pins }, (_, at) => `before ${at}`);
  return { ...claim, revision: 0, pins, round: 0 };
}

/** A pin ends by no time. */
const endOf = ({ state, expiresAt }: Claim): Instant | null =>
  state === "pinned" || state === "placed" ? null : expiresAt;
