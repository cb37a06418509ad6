import { ignoredColumns } from "@liveotter/contracts/promoter/import-file/columns";
import { CsvReader } from "@liveotter/contracts/promoter/import-file/csv-reader";
import { groupOf } from "@liveotter/contracts/promoter/import-file/event-from-rows";
import {
  type FileReader,
  type FileRecord,
  type ReaderPosition,
  START,
} from "@liveotter/contracts/promoter/import-file/file-reader";
import { JsonReader } from "@liveotter/contracts/promoter/import-file/json-reader";
import type { Instant } from "@liveotter/core/instant";
import type { Database } from "@liveotter/database/connect";
import { DatabaseError } from "@liveotter/database/database-error";
import { finishImport, type ImportClaim, type ImportWork } from "@liveotter/database/imports/import-work";
import { LOST, writeChunk } from "@liveotter/database/imports/write-chunk";
import { type Group, prepareChunk, rejected } from "./prepare-chunk.ts";

/** Where the files of imports lie. */
export interface ImportFiles {
  /** These bytes of a file, fewer at its end; `null` when there is no such file. @throws OutageError */
  read(
    file: { readonly promoterId: string; readonly importId: string },
    offset: number,
    length: number,
  ): Promise<Uint8Array | null>;
}

export interface ImportDeps {
  /** As `liveotter_jobs`: claims alone. */
  readonly jobs: Database;
  /** As `liveotter_promoter`, for everything else: row-level security holds here as well. */
  readonly promoter: Database;
  readonly files: ImportFiles;
  now(): Instant;
}

/** Bytes asked for at once. */
const WINDOW = 256 * 1024;
/** Rows written at once. */
const CHUNK_ROWS = 250;
/** More performances than an event may have; what follows is refused as a second event of the same name. */
const MAX_GROUP = 250;
/** Bytes of rows held at once: many long rows are written in smaller pieces. */
const MOST_HELD = 4 * 1024 * 1024;
const MAX_ROWS = 250_000;
const MAX_IGNORED = 50;

/**
 * Goes on with an import from where it stands, chunk by chunk, until it is over or `untilMs` has come. True: there is
 * more to do. @throws DatabaseError, OutageError, ImportLostError
 */
export async function runImport(
  deps: ImportDeps,
  claim: ImportClaim,
  work: ImportWork,
  untilMs: number,
): Promise<boolean> {
  const position = positionOf(work);
  const rows = new RowSource(deps.files, claim, work, position);
  const ignored = new Set(work.ignoredColumns);
  let from = position.at;
  let count = work.rows;
  for (;;) {
    const groups = await rows.take(CHUNK_ROWS);
    if (groups === null) return fail(deps, claim, "The file is no longer there.");
    if (groups.length === 0) {
      if (rows.broken !== null) return fail(deps, claim, rows.broken);
      await finishImport(deps.promoter, claim, { state: "done" });
      return false;
    }
    count += groups.reduce((sum, group) => sum + group.length, 0);
    if (count > MAX_ROWS) return fail(deps, claim, `The file has more than ${MAX_ROWS} rows: import it in parts.`);
    for (const record of groups.flat()) {
      for (const column of ignoredColumns(Object.keys(record.fields))) {
        if (ignored.size < MAX_IGNORED) ignored.add(shown(column));
      }
    }
    from = await writeGroups(deps, claim, { work, groups, from, layout: rows.layout, ignored: [...ignored] });
    if (deps.now() >= untilMs) return true;
  }
}

async function fail({ promoter }: ImportDeps, claim: ImportClaim, trouble: string): Promise<false> {
  await finishImport(promoter, claim, { state: "failed", trouble: trouble.slice(0, 500) });
  return false;
}

/** Names of columns come from the file. */
const shown = (column: string) => column.toWellFormed().replaceAll("\0", "").slice(0, 100).toWellFormed();

/** What `writeGroups` wrote last, as it comes back from the database. */
function positionOf({ bytes, reader }: ImportWork): ReaderPosition {
  if (reader === null || typeof reader !== "object") return START;
  // Written below, by nobody else.
  const { row, layout } = reader as Pick<ReaderPosition, "row" | "layout">;
  return { at: bytes, row, layout };
}

interface Piece {
  readonly work: ImportWork;
  readonly groups: readonly Group[];
  readonly from: number;
  readonly layout: ReaderPosition["layout"];
  readonly ignored: readonly string[];
}

/** The claim is lost, or somebody else has gone on with it. */
export class ImportLostError extends Error {
  override readonly name = "ImportLostError";
}

const ATTEMPTS = 3;

/** Writes these rows and answers where the next begin. Rows that the database refuses are found by halving. */
async function writeGroups(deps: ImportDeps, claim: ImportClaim, piece: Piece): Promise<number> {
  const to = piece.groups.at(-1)?.at(-1)?.end ?? piece.from;
  for (let attempt = 1; ; attempt++) {
    try {
      await writePiece(deps, claim, piece, to);
      return to;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      // An event changed since it was read, or two transactions in each other's way: once more, read anew.
      if (error.code === LOST || error.kind === "retryable") {
        if (attempt < ATTEMPTS) continue;
        throw error.code === LOST ? new ImportLostError() : error;
      }
      if (error.kind !== "refused") throw error;
      break;
    }
  }
  const half = piece.groups.length >> 1;
  if (half === 0) {
    await writePiece(deps, claim, piece, to, "cannot be saved as it is");
    return to;
  }
  const middle = await writeGroups(deps, claim, { ...piece, groups: piece.groups.slice(0, half) });
  return writeGroups(deps, claim, { ...piece, groups: piece.groups.slice(half), from: middle });
}

async function writePiece(
  deps: ImportDeps,
  claim: ImportClaim,
  { work, groups, from, layout, ignored }: Piece,
  to: number,
  refused?: string,
): Promise<void> {
  const now = deps.now();
  const context = { ...claim, publish: work.publish, genre: work.genre, currency: work.currency };
  const prepared =
    refused === undefined
      ? await prepareChunk(deps.promoter, context, groups, now)
      : { events: [], rows: groups.flatMap((group) => rejected(group, [[{ pointer: "", detail: refused }]])) };
  const row = (groups.at(-1)?.at(-1)?.row ?? 0) + 1;
  await writeChunk(
    deps.promoter,
    claim,
    { ...prepared, from, to, reader: { row, layout }, ignoredColumns: ignored },
    now,
  );
}

/** The rows of a file from a position on, by the event they belong to. Holds a window of the file and what is in it. */
class RowSource {
  readonly #files: ImportFiles;
  readonly #file: ImportClaim;
  readonly #total: number;
  readonly #reader: FileReader;
  #at: number;
  #ended = false;
  #records: FileRecord[] = [];

  constructor(files: ImportFiles, claim: ImportClaim, { format, totalBytes }: ImportWork, position: ReaderPosition) {
    this.#files = files;
    this.#file = claim;
    this.#total = totalBytes;
    this.#reader = format === "csv" ? new CsvReader(position) : new JsonReader(position);
    this.#at = position.at;
  }

  get broken(): string | null {
    return this.#reader.broken;
  }

  get layout(): ReaderPosition["layout"] {
    return this.#reader.layout;
  }

  /**
   * The next groups, some `most` rows in all, fewer of long ones; none at the end, `null` when the file is gone.
   * @throws OutageError
   */
  async take(most: number): Promise<Group[] | null> {
    // One more than is taken, to see whether the last group goes on.
    while (this.#records.length < most + MAX_GROUP && this.#held() < MOST_HELD && !this.#ended) {
      if (!(await this.#readOn())) return null;
    }
    const groups: FileRecord[][] = [];
    let taken = 0;
    let key: string | null = null;
    for (const record of this.#records) {
      const own = groupOf(record);
      const last = groups.at(-1);
      if (last !== undefined && own !== null && own === key && last.length < MAX_GROUP) last.push(record);
      else if (taken >= most) break;
      else groups.push([record]);
      key = own;
      taken++;
    }
    // Nothing was read behind the last group: it may go on, and waits, unless it is all there is room for.
    if (taken === this.#records.length && !this.#ended && groups.length > 1) taken -= groups.pop()?.length ?? 0;
    this.#records = this.#records.slice(taken);
    return groups;
  }

  #held(): number {
    const [first] = this.#records;
    return first === undefined ? 0 : (this.#records.at(-1)?.end ?? 0) - first.end;
  }

  async #readOn(): Promise<boolean> {
    if (this.#at < this.#total) {
      const bytes = await this.#files.read(this.#file, this.#at, Math.min(WINDOW, this.#total - this.#at));
      if (bytes === null || bytes.length === 0) return false;
      this.#at += bytes.length;
      for (const record of this.#reader.push(bytes)) this.#records.push(record);
    }
    this.#ended = this.#at >= this.#total || this.#reader.broken !== null;
    if (this.#ended) for (const record of this.#reader.end()) this.#records.push(record);
    return true;
  }
}
