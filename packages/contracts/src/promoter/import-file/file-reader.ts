/** What is wrong with one column or field; the empty `pointer` is the whole row. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** One row of a file: its fields by the file's own names, or why it could not be read. */
export interface FileRecord {
  /** CSV: counted from 1 with the header and blank rows. JSON: the element; NDJSON: the line. */
  readonly row: number;
  /** Offset in bytes of what comes behind it: where another reader can go on. */
  readonly end: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly errors: readonly FieldError[];
}

/** Where a reader stands between two rows. Survives as JSON. */
export interface ReaderPosition {
  /** Offset in bytes of the next row. */
  readonly at: number;
  /** Its number. */
  readonly row: number;
  /** What the file's beginning said; null before it was read. */
  readonly layout: CsvLayout | JsonLayout | null;
}

export interface CsvLayout {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

export interface JsonLayout {
  readonly shape: "array" | "lines";
}

/**
 * Reads rows out of a file that comes in pieces of any size, cut anywhere, holding no more than the piece and one row.
 * A row that cannot be read is a record with `errors`; the reader goes on behind it.
 */
export interface FileReader {
  /** The next bytes; the rows that they complete. */
  push(bytes: Uint8Array): FileRecord[];
  /** There are no more bytes; the last row, if it was not complete yet. */
  end(): FileRecord[];
  /** Why nothing behind the last record can be read, or null. */
  readonly broken: string | null;
  readonly layout: ReaderPosition["layout"];
}

export const START: ReaderPosition = { at: 0, row: 1, layout: null };

/** A longer row is refused: most likely a quote or a bracket is missing. */
export const MAX_ROW_BYTES = 256 * 1024;

export const TOO_LONG = `is longer than ${MAX_ROW_BYTES / 1024} kB`;
export const NOT_UTF8 = "is not UTF-8";

export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTE = 0x22;

/** How many bytes of a byte order mark the text begins with. */
export const bomLength = (bytes: Uint8Array): number =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

export function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
