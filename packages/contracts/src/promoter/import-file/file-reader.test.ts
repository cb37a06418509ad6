import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { CsvReader } from "./csv-reader.ts";
import { type FileReader, type FileRecord, MAX_ROW_BYTES, type ReaderPosition, START } from "./file-reader.ts";
import { JsonReader } from "./json-reader.ts";

// Much is drawn.
vi.setConfig({ testTimeout: 20_000 });

const utf8 = (text: string) => new TextEncoder().encode(text);
type Make = new (position: ReaderPosition) => FileReader;

/** All rows of a file that comes in pieces of these lengths, over and over. */
function readAll(Reader: Make, bytes: Uint8Array, lengths: readonly number[] = [bytes.length]) {
  const reader = new Reader(START);
  const records: FileRecord[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = Math.max(1, lengths[turn % lengths.length] ?? 1);
    for (const record of reader.push(bytes.subarray(at, at + length))) records.push(record);
    at += length;
  }
  for (const record of reader.end()) records.push(record);
  return { records, broken: reader.broken, layout: reader.layout };
}

/** The same, with a new reader behind every row. */
function readInSteps(Reader: Make, bytes: Uint8Array): FileRecord[] {
  const records: FileRecord[] = [];
  let position = START;
  for (;;) {
    const reader = new Reader(position);
    const rest = bytes.subarray(position.at);
    const [next] = [...reader.push(rest), ...reader.end()];
    if (next === undefined) return records;
    records.push(next);
    position = { at: next.end, row: next.row + 1, layout: reader.layout };
  }
}

const text = fc.oneof(
  fc.constantFrom("", '"', '""', ",", ";", "\r\n", "\n", "=1+1", "@x", "Łódź", "😀", "‏שלום", "a,b", "\t"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);
const quoted = (value: string) =>
  /[",;\t\r\n]/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const rows = fc.array(fc.tuple(fc.constant("x"), text, text), { maxLength: 12 });
const csvOf = (table: readonly (readonly string[])[], delimiter: string, newline: string) =>
  table.map((row) => row.map(quoted).join(delimiter)).join(newline);

describe("CSV", () => {
  test("comes out as it was written, by whatever delimiter and line end, cut into whatever pieces", () => {
    fc.assert(
      fc.property(
        rows,
        lengths,
        fc.constantFrom(",", ";", "\t"),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (table, cuts, delimiter, newline, bom) => {
          const file = (bom ? "\uFEFF" : "") + csvOf([["key", "first", "second"], ...table], delimiter, newline);
          const { records, broken } = readAll(CsvReader, utf8(file), cuts);
          expect(broken).toBeNull();
          expect(records.map(({ fields }) => Object.values(fields))).toEqual(table);
          expect(records.map(({ row }) => row)).toEqual(table.map((_, index) => index + 2));
          expect(records.every(({ errors }) => errors.length === 0)).toBe(true);
        },
      ),
      { seed: 20261121 },
    );
  });

  test("can be read on behind any row, by a reader that knows no more than where", () => {
    fc.assert(
      fc.property(rows, (table) => {
        const bytes = utf8(csvOf([["key", "first", "second"], ...table], ",", "\r\n"));
        expect(readInSteps(CsvReader, bytes)).toEqual(readAll(CsvReader, bytes).records);
      }),
      { seed: 20261121 },
    );
  });

  test("gives the same rows wherever it is cut, whatever it is", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom('"', ",", "\n", "\r", ";", "a", "ł"), { maxLength: 60 })
        .map((all) => utf8(all.join(""))),
    );
    fc.assert(
      fc.property(bytes, lengths, (file, cuts) => {
        expect(readAll(CsvReader, file, cuts)).toEqual(readAll(CsvReader, file));
      }),
      { seed: 20261121, numRuns: 1000 },
    );
  });

  test("names the columns whose bytes are not UTF-8, and goes on", () => {
    const file = Uint8Array.from([...utf8("name,city\nOne,"), 0xff, 0xfe, ...utf8("\nTwo,Łódź\n")]);
    const { records } = readAll(CsvReader, file);
    expect(records[0]?.errors).toEqual([{ pointer: "city", detail: "is not UTF-8" }]);
    expect(records[1]).toMatchObject({ row: 3, fields: { name: "Two", city: "Łódź" }, errors: [] });
  });

  test("refuses a row with too few or too many fields, and takes empty ones behind the last", () => {
    const { records } = readAll(CsvReader, utf8("name,city\nOne\nTwo,Paris,more\nThree,Rome,,\n"));
    expect(records.map(({ errors }) => errors.map(({ detail }) => detail))).toEqual([
      ["has 1 fields where the header has 2"],
      ["has 3 fields where the header has 2"],
      [],
    ]);
  });

  test("refuses the line with a quote too many, and no other", () => {
    const { records } = readAll(CsvReader, utf8('name,city\n"One,Paris\nTwo,Rome\nThree,Bonn'));
    expect(records.map(({ row, errors }) => [row, errors.length])).toEqual([
      [2, 1],
      [3, 0],
      [4, 0],
    ]);
    const late = readAll(CsvReader, utf8('name,city\n"One"x,Paris\nTwo,Rome'));
    expect(late.records[0]?.errors).toEqual([{ pointer: "name", detail: "has text behind its closing quote" }]);
  });

  test("refuses a line that is too long wherever it is cut, and reads on behind it", () => {
    const file = utf8(`name,city\n${"x".repeat(MAX_ROW_BYTES + 1)},Paris\nTwo,Rome\n"${"y\n".repeat(MAX_ROW_BYTES)}`);
    for (const cut of [file.length, 1000, 100_000]) {
      const { records } = readAll(CsvReader, file, [cut]);
      expect(records.slice(0, 3)).toMatchObject([
        { row: 2, errors: [{ detail: "is longer than 256 kB" }] },
        { row: 3, fields: { name: "Two" } },
        { row: 4, errors: [{ detail: "is longer than 256 kB" }] },
      ]);
      expect(records[3]).toMatchObject({ row: 5, errors: [{ detail: "has 1 fields where the header has 2" }] });
    }
  });

  test("gives up on a file whose every line opens a quote, instead of looking through the rest for each", () => {
    const lines = (count: number) => utf8(`name,city\n${'x","\n'.repeat(count)}`);
    const long = readAll(CsvReader, lines(120_000), [256 * 1024]);
    expect(long.records).toHaveLength(101);
    expect(long.broken).toBe("Row 102 is longer than 256 kB, as 100 before it: the file is no CSV.");
    const short = readAll(CsvReader, lines(50_000));
    expect(short.records).toHaveLength(101);
    expect(short.broken).toContain("Row 102 has a quote without its other half");
  });

  test.each([
    ["", "The file has no header row."],
    ["\n\n", "The file has no header row."],
    ["name,city,name\na,b,c", 'The header row names the column "name" twice.'],
    [`${"a,".repeat(300)}`, "The header row has more than 200 columns."],
  ])("says why it cannot begin: %.20j", (file, why) => {
    expect(readAll(CsvReader, utf8(file)).broken).toBe(why);
  });

  test("passes over rows without content, and counts them", () => {
    const { records } = readAll(CsvReader, utf8("name,city\n\n,\nOne,Paris\n\n"));
    expect(records).toMatchObject([{ row: 4, fields: { name: "One" } }]);
  });
});

const object = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), {
  maxKeys: 4,
  noNullPrototype: true,
});
const objects = fc.array(object, { maxLength: 10 });
const styles = ["array", "pretty array", "lines"] as const;
function jsonOf(values: readonly unknown[], style: (typeof styles)[number]): string {
  if (style === "lines") return values.map((value) => `${JSON.stringify(value)}\n`).join("");
  return style === "array" ? JSON.stringify(values) : `\n${JSON.stringify(values, null, 2)}\n `;
}

describe("JSON", () => {
  test("comes out as it was written, as an array or line by line, cut into whatever pieces", () => {
    fc.assert(
      fc.property(objects, lengths, fc.constantFrom(...styles), fc.boolean(), (values, cuts, style, bom) => {
        const file = utf8((bom ? "\uFEFF" : "") + jsonOf(values, style));
        const { records, broken } = readAll(JsonReader, file, cuts);
        expect(broken).toBe(style === "lines" && values.length === 0 ? "The file is empty." : null);
        expect(records.map(({ fields }) => fields)).toEqual(JSON.parse(JSON.stringify(values)));
        expect(records.map(({ row }) => row)).toEqual(values.map((_, index) => index + 1));
        expect(readInSteps(JsonReader, file)).toEqual(records);
      }),
      { seed: 20261121 },
    );
  });

  test("gives the same rows wherever it is cut, whatever it is", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .array(fc.constantFrom("[", "]", "{", "}", '"', "\\", ",", ":", "1", "a", "\n", " ", "ł", '{"a":1}'), {
          maxLength: 60,
        })
        .map((all) => utf8(`[${all.join("")}`)),
    );
    fc.assert(
      fc.property(bytes, lengths, (file, cuts) => {
        expect(readAll(JsonReader, file, cuts)).toEqual(readAll(JsonReader, file));
      }),
      { seed: 20261121, numRuns: 1000 },
    );
  });

  test("refuses elements that are no objects, no JSON or no UTF-8, and goes on", () => {
    const file = Uint8Array.from([
      ...utf8('[1, "two", null, [3], {"a" 1}, {"a":"'),
      0xff,
      ...utf8('"}, {"name":"kept"}]'),
    ]);
    const { records, broken } = readAll(JsonReader, file);
    expect(broken).toBeNull();
    expect(records.map(({ errors }) => errors[0]?.detail)).toEqual([
      ...Array(4).fill("is no object"),
      "is not JSON",
      "is not UTF-8",
      undefined,
    ]);
    expect(records.at(-1)?.fields).toEqual({ name: "kept" });
  });

  test("refuses an element that is nested so deeply that walking through it would fail", () => {
    const deep = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;
    const { records, broken } = readAll(JsonReader, utf8(`[{"tags":${deep(60_000)}}, {"tags":${deep(19)}}, {"b":2}]`));
    expect(broken).toBeNull();
    expect(records.map(({ errors }) => errors[0]?.detail)).toEqual(["is nested too deeply", undefined, undefined]);
  });

  test("refuses an element that is too long wherever it is cut, and reads on behind it", () => {
    const long = `{"a":"${"x".repeat(MAX_ROW_BYTES)}"}`;
    for (const file of [`[${long}, {"b":2}]`, `${long}\n{"b":2}`.replace("{", '{"z":0}\n{')]) {
      for (const cut of [file.length, 1000, 100_000]) {
        const { records } = readAll(JsonReader, utf8(file), [cut]);
        expect(records.slice(-2)).toMatchObject([
          { errors: [{ detail: "is longer than 256 kB" }] },
          { fields: { b: 2 }, errors: [] },
        ]);
      }
    }
  });

  test.each([
    ["", "The file is empty."],
    ["name,city", "The file is neither a JSON array of objects nor one object a line."],
    ['[{"a":1}', "The file ends before its array does."],
    ['[{"a":1}, {"b', "The file ends in the middle of an element."],
    ['[{"a":1} {"b":2}]', "Behind element 1, at byte 9, a comma is missing."],
    ['[{"a":1}] x', "Behind element 1, at byte 10, there is something behind the array."],
    ["[,]", "Behind element 0, at byte 1, an element is missing."],
  ])("says why it cannot go on: %j", (file, why) => {
    expect(readAll(JsonReader, utf8(file)).broken).toBe(why);
  });
});
