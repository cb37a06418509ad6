import fc from "fast-check";
import { expect, test } from "vitest";
import { slugFrom } from "./slug.ts";

test("a slug says the name without accents, punctuation or emoji", () => {
  expect(slugFrom("Zażółć gęślą, live! 🎷", "event")).toBe("zazolc-gesla-live");
  expect(slugFrom("C# & C++ Day", "event")).toBe("c-c-day");
});

test("a name without Latin letters falls back", () => {
  expect(slugFrom("東京の夜", "event", "8f3a")).toBe("event-8f3a");
  expect(slugFrom("🎉🎉", "event")).toBe("event");
});

test("any name gives an address of a-z, 0-9 and single hyphens, short enough", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (name) => {
      const slug = slugFrom(name, "event", "1234567890ab");
      expect(slug).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(slug.length).toBeLessThanOrEqual(120);
    }),
    { seed: 7 },
  );
});
