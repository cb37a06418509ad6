import fc from "fast-check";
import { expect, test } from "vitest";
import { drawCover } from "./cover-art.ts";

const GENRES = [
  "music",
  "rock",
  "jazz",
  "electronic",
  "club",
  "folk",
  "classical",
  "theatre",
  "comedy",
  "talk",
  "dance",
].concat(["family", "festival", "film", "exhibition", "sport", "", "a genre of one's own", "__proto__", "constructor"]);

/** Every tag closed in turn, attributes quoted, no bare `<`, `&` or character that XML 1.0 forbids. */
function assertWellFormed(svg: string): void {
  expect(svg).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
  const open: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-zA-Z]+)((?: [a-zA-Z:-]+="(?:[^"<&]|&#\d+;)*")*)(\/?)>/g,
    (_, end, name, _attributes, empty) => {
      if (end) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name);
      return "";
    },
  );
  expect(rest).toBe("");
  expect(open).toEqual([]);
}

test("any title, seed and genre give well-formed XML of less than 6 KB with nothing in it that runs or loads", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "grapheme" }),
    fc.constantFrom(
      "\0",
      "\ud800",
      "a\udc00b",
      "\u202eevil\u202c",
      "\ufffe",
      '"><script>alert(1)</script>',
      "&lt;",
      "]]>",
      "x".repeat(10_000),
      "💥".repeat(5000),
    ),
  );
  fc.assert(
    fc.property(text, text, fc.constantFrom(...GENRES), (seed, title, genre) => {
      const svg = drawCover({ seed, title, genre });
      assertWellFormed(svg);
      expect(new TextEncoder().encode(svg).length).toBeLessThan(6000);
      expect(svg).not.toMatch(/<script|<image|<use|<foreignObject|<a |href|style="[^"]*url|NaN|undefined|Infinity/);
      const loads = [...svg.matchAll(/url\(([^)]*)\)/g)].map(([, target]) => target);
      expect(loads.every((target) => /^#g\d$/.test(target ?? ""))).toBe(true);
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test("the same subject is drawn the same, and no two of a thousand others are alike", () => {
  const draw = (n: number) => drawCover({ seed: `event-${n}`, title: "", genre: GENRES[n % GENRES.length] ?? "" });
  expect(draw(1)).toBe(draw(1));
  expect(new Set(Array.from({ length: 1000 }, (_, n) => draw(n))).size).toBe(1000);
});

test("the title is there to be read out", () => {
  expect(drawCover({ seed: "a", title: 'Tom & "Jerry"', genre: "film" })).toContain(
    'aria-label="Tom &#38; &#34;Jerry&#34;"',
  );
  expect(drawCover({ seed: "a", title: "\0", genre: "film" })).toContain('aria-hidden="true"');
});
