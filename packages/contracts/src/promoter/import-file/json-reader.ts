import {
  bomLength,
  type FileReader,
  type FileRecord,
  type JsonLayout,
  joined,
  LF,
  MAX_ROW_BYTES,
  NOT_UTF8,
  QUOTE,
  type ReaderPosition,
  TOO_LONG,
} from "./file-reader.ts";

const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const isSpace = (byte: number | undefined) => byte === 0x20 || byte === 0x09 || byte === LF || byte === 0x0d;

/** What may come next in the array. */
type Expected = "first" | "value" | "separator" | "nothing";

/** Objects in one JSON array, or one object a line (NDJSON): element by element, never the whole. */
export class JsonReader implements FileReader {
  broken: string | null = null;
  layout: JsonLayout | null;
  /** Unread bytes: from the beginning of an element, once it has begun. */
  #bytes: Uint8Array = new Uint8Array();
  #offset: number;
  #row: number;
  /** Before the first element. */
  #blankLines = 0;
  #expected: Expected;
  /** Within an element: how far it was looked through, and what that left open. */
  #scanned = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The element is too long to be held: only its end is looked for. */
  #skipping = false;

  constructor({ at, row, layout }: ReaderPosition) {
    this.#offset = at;
    this.#row = row;
    this.layout = layout !== null && "shape" in layout ? layout : null;
    this.#expected = this.layout === null || row === 1 ? "first" : "separator";
  }

  push(bytes: Uint8Array): FileRecord[] {
    return this.#read(bytes, false);
  }

  end(): FileRecord[] {
    const records = this.#read(new Uint8Array(), true);
    if (this.broken === null) {
      if (this.layout === null) this.broken = "The file is empty.";
      else if (this.layout.shape === "array" && this.#expected !== "nothing") {
        this.broken = "The file ends before its array does.";
      }
    }
    return records;
  }

  #read(bytes: Uint8Array, last: boolean): FileRecord[] {
    const records: FileRecord[] = [];
    if (this.broken !== null) return records;
    this.#bytes = joined(this.#bytes, bytes);
    if (this.layout === null && !this.#readShape(last)) return records;
    const next = this.layout?.shape === "lines" ? this.#nextLine : this.#nextElement;
    while (this.broken === null && next.call(this, records, last));
    return records;
  }

  /** Whether an array or lines: by the first byte that is no space. False while it is not there. */
  #readShape(last: boolean): boolean {
    if (this.#bytes.length < 3 && !last) return false;
    if (this.#offset === 0) this.#drop(bomLength(this.#bytes));
    this.#blankLines += this.#dropSpace();
    const [first] = this.#bytes;
    if (first === undefined) return false;
    if (first === OPEN_ARRAY) {
      this.#drop(1);
      this.layout = { shape: "array" };
    } else if (first === OPEN_OBJECT) {
      this.layout = { shape: "lines" };
      this.#row += this.#blankLines;
    } else this.broken = "The file is neither a JSON array of objects nor one object a line.";
    return this.broken === null;
  }

  /** Takes one line off the front. False: none is complete. */
  #nextLine(records: FileRecord[], last: boolean): boolean {
    const found = this.#bytes.indexOf(LF, this.#scanned);
    if (found < 0 && !last) {
      this.#scanned = this.#bytes.length;
      this.#skipIfTooLong();
      return false;
    }
    const length = found < 0 ? this.#bytes.length : found + 1;
    const line = this.#bytes.subarray(0, length);
    this.#drop(length);
    if (length === 0 && !this.#skipping) return false;
    if (this.#skipping || !line.every(isSpace)) this.#take(records, line);
    else this.#row++;
    return found >= 0;
  }

  /** Takes one element, or what stands between two, off the front. False: nothing is complete. */
  #nextElement(records: FileRecord[], last: boolean): boolean {
    if (this.#scanned === 0 && !this.#skipping) {
      this.#dropSpace();
      const [byte] = this.#bytes;
      if (byte === undefined) return false;
      if (this.#expected === "nothing") return this.#break("there is something behind the array");
      if (byte === CLOSE_ARRAY && this.#expected !== "value") {
        this.#drop(1);
        this.#expected = "nothing";
        return true;
      }
      if (this.#expected === "separator") {
        if (byte !== COMMA) return this.#break("a comma is missing");
        this.#drop(1);
        this.#expected = "value";
        return true;
      }
      if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) return this.#break("an element is missing");
    }
    const length = this.#elementLength();
    if (length === null) {
      this.#skipIfTooLong();
      // What was cut off is refused as the last row.
      if (last && (this.#bytes.length > 0 || this.#skipping)) {
        this.broken = "The file ends in the middle of an element.";
      }
      return false;
    }
    const element = this.#bytes.subarray(0, length);
    this.#drop(length);
    this.#expected = "separator";
    this.#take(records, element);
    return true;
  }

  /** Bytes of the element at the front; null while its end is not in sight. */
  #elementLength(): number | null {
    const bytes = this.#bytes;
    for (let at = this.#scanned; at < bytes.length; at++) {
      const byte = bytes[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) {
          this.#inString = false;
          if (this.#depth === 0) return at + 1;
        }
      } else if (byte === QUOTE) this.#inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        // Depth 0: the array's own bracket, behind a bare number or word.
        if (this.#depth === 0) return at;
        this.#depth--;
        if (this.#depth === 0) return at + 1;
      } else if (this.#depth === 0 && (byte === COMMA || isSpace(byte))) return at;
    }
    this.#scanned = bytes.length;
    return null;
  }

  /** Lets go of what will be refused anyway, and keeps looking for its end. */
  #skipIfTooLong(): void {
    if (this.#bytes.length <= MAX_ROW_BYTES && !this.#skipping) return;
    this.#skipping = true;
    this.#offset += this.#bytes.length;
    this.#bytes = new Uint8Array();
    this.#scanned = 0;
  }

  #take(records: FileRecord[], bytes: Uint8Array): void {
    const refused = (detail: string) => ({ fields: {}, errors: [{ pointer: "", detail }] });
    const tooLong = this.#skipping || bytes.length > MAX_ROW_BYTES;
    this.#skipping = false;
    const read = tooLong ? TOO_LONG : parsed(bytes);
    const made = typeof read === "string" ? refused(read) : { fields: read.fields, errors: [] };
    records.push({ row: this.#row++, end: this.#offset, ...made });
  }

  /** Answers how many lines ended in it. */
  #dropSpace(): number {
    let length = 0;
    let lines = 0;
    for (; isSpace(this.#bytes[length]); length++) if (this.#bytes[length] === LF) lines++;
    this.#drop(length);
    return lines;
  }

  #drop(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#offset += length;
    this.#scanned = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
  }

  #break(what: string): false {
    this.broken = `Behind element ${this.#row - 1}, at byte ${this.#offset}, ${what}.`;
    return false;
  }
}

/** No row says anything that lies deeper, and whoever walks through it takes a step down for each level. */
const MAX_DEPTH = 20;

const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === "object" &&
  value !== null &&
  (most === 0 || Object.values(value).some((each) => isDeeper(each, most - 1)));

/** The object in these bytes, or why there is none. */
function parsed(bytes: Uint8Array): { fields: Record<string, unknown> } | string {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "is no object";
    if (isDeeper(value, MAX_DEPTH)) return "is nested too deeply";
    return { fields: { ...value } };
  } catch (error) {
    if (error instanceof SyntaxError) return "is not JSON";
    if (error instanceof TypeError) return NOT_UTF8;
    throw error;
  }
}
