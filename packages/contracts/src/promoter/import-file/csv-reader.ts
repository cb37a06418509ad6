import {
  bomLength,
  CR,
  type CsvLayout,
  type FieldError,
  type FileReader,
  type FileRecord,
  joined,
  LF,
  MAX_ROW_BYTES,
  NOT_UTF8,
  QUOTE,
  type ReaderPosition,
  TOO_LONG,
} from "./file-reader.ts";

const MAX_COLUMNS = 200;
/** To find each, all that is held is looked through: a file of such lines alone would never end. */
const MAX_REFUSED_LINES = 100;
const DELIMITERS = [",", ";", "\t"];

/** Where the scan is within a row. */
const FIELD_START = 0;
const UNQUOTED = 1;
const QUOTED = 2;
/** Behind a quote within quotes: the end of the field, or the first half of a quote. */
const QUOTE_SEEN = 3;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * CSV by RFC 4180, with what spreadsheets make of it: a byte order mark, CRLF or LF, and `;` or a tab between the
 * fields, as the header shows. The first row names the columns; rows without any content are passed over.
 */
export class CsvReader implements FileReader {
  broken: string | null = null;
  layout: CsvLayout | null;
  /** Unread bytes, from the beginning of a row. */
  #bytes: Uint8Array = new Uint8Array();
  /** Offset of `#bytes` in the file. */
  #offset: number;
  #row: number;
  /** How far into `#bytes` the row was looked through, and where that left off. */
  #scanned = 0;
  #state = FIELD_START;
  /** Why the line is refused whose end is still to come: it is too long to be held. */
  #skipping: string | null = null;
  #refusedLines = 0;

  constructor({ at, row, layout }: ReaderPosition) {
    this.#offset = at;
    this.#row = row;
    this.layout = layout !== null && "columns" in layout ? layout : null;
  }

  push(bytes: Uint8Array): FileRecord[] {
    if (this.broken !== null) return [];
    this.#bytes = joined(this.#bytes, bytes);
    const records: FileRecord[] = [];
    while (this.broken === null && this.#next(records, false));
    return records;
  }

  end(): FileRecord[] {
    const records: FileRecord[] = [];
    while (this.broken === null && this.#next(records, true));
    if (this.broken === null && this.layout === null) this.broken = "The file has no header row.";
    return records;
  }

  /** Takes one row off the front. False: none is complete. */
  #next(records: FileRecord[], last: boolean): boolean {
    if (this.#offset === 0 && this.#bytes.length < 3 && !last) return false;
    if (this.#offset === 0 && this.#row === 1) this.#drop(bomLength(this.#bytes));
    if (this.#skipping !== null) return this.#refuseLine(records, this.#skipping, last);
    const length = this.#rowLength(last);
    if ((length ?? this.#bytes.length) > MAX_ROW_BYTES) return this.#refuseLine(records, TOO_LONG, last);
    if (length === null) {
      return last && this.#bytes.length > 0 && this.#refuseLine(records, "has a quote without its other half", last);
    }
    const whole = this.#bytes.subarray(0, length);
    this.#drop(length);
    this.#take(records, withoutLineEnd(whole));
    return true;
  }

  /** Bytes of the row at the front, its line end included; null while its end is not in sight. */
  #rowLength(last: boolean): number | null {
    const bytes = this.#bytes;
    const delimiters = (this.layout === null ? DELIMITERS : [this.layout.delimiter]).map((each) => each.charCodeAt(0));
    const [first, second = first, third = first] = delimiters;
    let state = this.#state;
    let at = this.#scanned;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (state === QUOTED) {
        if (byte === QUOTE) state = QUOTE_SEEN;
      } else if (byte === LF) {
        this.#scanned = 0;
        this.#state = FIELD_START;
        return at + 1;
      } else if (byte === first || byte === second || byte === third) state = FIELD_START;
      else if (byte === QUOTE && (state === FIELD_START || state === QUOTE_SEEN)) state = QUOTED;
      else state = UNQUOTED;
    }
    this.#scanned = at;
    this.#state = state;
    return last && at > 0 && state !== QUOTED ? at : null;
  }

  /** Refuses the row at the front for its first line alone: a quote too many spoils no more than that. */
  #refuseLine(records: FileRecord[], detail: string, last: boolean): boolean {
    const line = this.#bytes.indexOf(LF);
    this.#drop(line < 0 ? this.#bytes.length : line + 1);
    this.#skipping = line < 0 && !last ? detail : null;
    if (this.#skipping !== null) return false;
    if (this.layout === null) this.broken = `The header row ${detail}.`;
    else if (++this.#refusedLines > MAX_REFUSED_LINES) {
      this.broken = `Row ${this.#row} ${detail}, as ${MAX_REFUSED_LINES} before it: the file is no CSV.`;
    }
    records.push({ row: this.#row++, end: this.#offset, fields: {}, errors: [{ pointer: "", detail }] });
    return true;
  }

  #drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#offset += length;
    this.#scanned = 0;
    this.#state = FIELD_START;
  }

  #take(records: FileRecord[], bytes: Uint8Array): void {
    const text = decoded(bytes);
    if (this.layout === null) {
      if (bytes.length > 0) this.#readHeader(text);
      this.#row++;
      return;
    }
    const { delimiter, columns } = this.layout;
    const { values, malformed } = splitRow(text ?? lenient.decode(bytes), delimiter);
    if (values.every((value) => value === "")) {
      this.#row++;
      return;
    }
    while (values.length > columns.length && values.at(-1) === "") values.pop();
    const errors: FieldError[] = malformed.map((index) => ({
      pointer: columns[index] ?? "",
      detail: "has text behind its closing quote",
    }));
    if (values.length !== columns.length) {
      errors.unshift({ pointer: "", detail: `has ${values.length} fields where the header has ${columns.length}` });
    } else if (text === null) {
      const bad = columns.filter((_, index) => values[index]?.includes("\uFFFD"));
      errors.push(...bad.map((pointer) => ({ pointer, detail: NOT_UTF8 })));
    }
    if (text === null && errors.length === 0) errors.push({ pointer: "", detail: NOT_UTF8 });
    // No more than is there: a row of a few bytes costs no more under a header of many columns.
    const fields = Object.fromEntries(values.slice(0, columns.length).map((value, index) => [columns[index], value]));
    records.push({ row: this.#row++, end: this.#offset, fields, errors });
  }

  #readHeader(text: string | null): void {
    if (text === null) {
      this.broken = "The header row is not UTF-8.";
      return;
    }
    const delimiter = DELIMITERS.map((each) => ({ each, count: splitRow(text, each).values.length })).reduce((a, b) =>
      b.count > a.count ? b : a,
    ).each;
    const columns = splitRow(text, delimiter).values.map((name) => name.trim());
    const named = columns.filter((name) => name !== "");
    const twice = named.find((name, index) => named.indexOf(name) < index);
    if (columns.length > MAX_COLUMNS) this.broken = `The header row has more than ${MAX_COLUMNS} columns.`;
    else if (twice !== undefined) this.broken = `The header row names the column "${twice.slice(0, 100)}" twice.`;
    else this.layout = { delimiter, columns };
  }
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  if (bytes[end - 1] === LF) end--;
  if (bytes[end - 1] === CR) end--;
  return bytes.subarray(0, end);
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** The fields of one row; `malformed` are those with something behind the closing quote. */
function splitRow(text: string, delimiter: string): { values: string[]; malformed: number[] } {
  const values: string[] = [];
  const malformed: number[] = [];
  let at = 0;
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      values.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return { values, malformed };
      at = end + 1;
      continue;
    }
    let close = text.indexOf('"', at + 1);
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    const inside = close < 0 ? text.slice(at + 1) : text.slice(at + 1, close);
    const rest = close < 0 ? text.length : close + 1;
    const end = text.indexOf(delimiter, rest);
    const stop = end < 0 ? text.length : end;
    if (stop > rest) malformed.push(values.length);
    values.push(inside.replaceAll('""', '"') + text.slice(rest, stop));
    if (end < 0) return { values, malformed };
    at = end + 1;
  }
}
