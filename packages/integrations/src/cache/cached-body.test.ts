import { instant } from "@liveotter/core/instant";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type CachedBody, decodeEntry, encodeEntry } from "./cached-body.ts";

const entry: CachedBody = {
  body: '{"a":"\n\u{1F9A6}"}',
  etag: '"x"',
  asOf: instant(1),
  version: 2,
  source: "database",
  storedAt: instant(3),
};

test("an entry comes back as it went, whatever its body", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (body) => {
      expect(decodeEntry(encodeEntry({ ...entry, body }))).toEqual({ ...entry, body });
    }),
    { seed: 20261121 },
  );
});

test("one that was cut short, or is something else, is no entry", () => {
  const whole = encodeEntry(entry);
  for (let length = 0; length < whole.length; length++) expect(decodeEntry(whole.slice(0, length))).toBeUndefined();
  for (const text of ["", "\n", "null\n", "[]\nx", '{"etag":"x"}\nbody', "<html>\n</html>"]) {
    expect(decodeEntry(text)).toBeUndefined();
  }
  expect(decodeEntry(encodeEntry({ ...entry, storedAt: instant(Number.NaN) }))).toBeUndefined();
});
