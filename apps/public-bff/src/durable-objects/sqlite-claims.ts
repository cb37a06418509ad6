import type { Instant } from "@liveotter/core/instant";
import type { Claim } from "@liveotter/core/inventory/claim";
import type { ClaimStore, KeptBase, KeptRequest } from "@liveotter/core/inventory/claim-store";

/** Characters, all of them ASCII: a value may have 2 MB, and a base with a code for each of 30,000 fans has more. */
const PART = 1_000_000;

/** A shard's own database. Its writes are synchronous, and those without an `await` between them commit together. */
export class SqliteClaims implements ClaimStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    sql.exec(`CREATE TABLE IF NOT EXISTS base_parts (part INTEGER PRIMARY KEY, text TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS claims (
        hold_id TEXT PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        request_hash TEXT NOT NULL,
        -- Of the hold's home alone.
        doc TEXT,
        claim TEXT NOT NULL,
        -- From then on it takes nothing out of its pools; NULL: not by time.
        ends_at INTEGER
      );
      CREATE INDEX IF NOT EXISTS claims_by_end ON claims (ends_at)`);
  }

  base(): KeptBase | null {
    const parts = this.#sql.exec<{ text: string }>("SELECT text FROM base_parts ORDER BY part").toArray();
    // As `setBase` wrote it.
    return parts.length === 0 ? null : (JSON.parse(parts.map(({ text }) => text).join("")) as KeptBase);
  }

  setBase(kept: KeptBase): void {
    const text = JSON.stringify(kept);
    this.#sql.exec("DELETE FROM base_parts");
    for (let at = 0; at < text.length; at += PART) {
      this.#sql.exec("INSERT INTO base_parts (part, text) VALUES (?, ?)", at, text.slice(at, at + PART));
    }
  }

  claim(holdId: string): Claim | null {
    const [row] = this.#sql.exec<{ claim: string }>("SELECT claim FROM claims WHERE hold_id = ?", holdId).toArray();
    return row === undefined ? null : claimIn(row.claim);
  }

  byKey(key: string): { readonly holdId: string; readonly requestHash: string } | null {
    const [row] = this.#sql
      .exec<{ hold_id: string; request_hash: string }>("SELECT hold_id, request_hash FROM claims WHERE key = ?", key)
      .toArray();
    return row === undefined ? null : { holdId: row.hold_id, requestHash: row.request_hash };
  }

  doc(holdId: string): string | null {
    const [row] = this.#sql.exec<{ doc: string | null }>("SELECT doc FROM claims WHERE hold_id = ?", holdId).toArray();
    return row?.doc ?? null;
  }

  add(claim: Claim, { key, requestHash, doc }: KeptRequest): void {
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
    const rows = this.#sql.exec<{ claim: string }>(
      "SELECT claim FROM claims WHERE ends_at IS NULL OR ends_at > ?",
      now,
    );
    for (const { claim } of rows) yield claimIn(claim);
  }

  remove(holdId: string): void {
    this.#sql.exec("DELETE FROM claims WHERE hold_id = ?", holdId);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM claims");
  }

  /** Forgets what ended before `moment`, and says whether anything is left. */
  forget(moment: Instant): boolean {
    this.#sql.exec("DELETE FROM claims WHERE ends_at < ?", moment);
    return this.#sql.exec("SELECT 1 FROM claims LIMIT 1").toArray().length > 0;
  }
}

/** As `add` and `update` wrote it. */
const claimIn = (text: string): Claim => JSON.parse(text) as Claim;

/** A pin ends by no time. */
const endOf = ({ state, expiresAt }: Claim): Instant | null =>
  state === "pinned" || state === "placed" ? null : expiresAt;
