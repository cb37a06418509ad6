import { expect, test } from "vitest";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { localeOf } from "./locale.ts";
import { counting } from "./plural.ts";

/** What a catalogue says under each name, where it is told `\u0001`, `\u0002` … for what it is given. */
function said(value: unknown, name = ""): [string, string][] {
  if (typeof value === "string") return [[name, value]];
  if (typeof value === "function") {
    return said(value(...Array.from({ length: value.length }, (_, at) => String.fromCharCode(at + 1))), name);
  }
  return Object.entries(value ?? {}).flatMap(([key, each]) => said(each, `${name}.${key}`));
}
const english = said(en);
const german = new Map(said(de));

test("German says all that English says, with the same names in it", () => {
  for (const [name, text] of english) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they stand for what is given
    const given = (of: string) => new Set(of.match(/[\u0001-\u0009]/g));
    const translated = german.get(name) ?? "";
    expect([name, translated]).not.toEqual([name, ""]);
    expect([name, given(translated)]).toEqual([name, given(text)]);
  }
  expect(german.size).toBe(english.length);
});

test("no sentence is left in English", () => {
  for (const [name, text] of english) {
    if (/\p{L}{2,} \p{L}{2,} \p{L}{2,}/u.test(text)) expect([name, german.get(name)]).not.toEqual([name, text]);
  }
});

test("each language counts by its own rules, and writes numbers as it does", () => {
  const forms = { one: "# ticket", few: "# few", other: "# tickets" };
  expect([1, 2, 1500].map((count) => counting("en")(count, forms))).toEqual(["1 ticket", "2 tickets", "1,500 tickets"]);
  expect(counting("de")(1500, forms)).toBe("1.500 tickets");
  expect(counting("pl")(3, forms)).toBe("3 few");
});

test("a pseudo-locale changes every text of ours, and no name in it", () => {
  const { words } = localeOf("/xa", true).locale;
  expect(words.shell.events).toBe("[Éṽéñţš ~~]");
  expect(words.browse.inCity("Jazz", "Rome")).toMatch(/^\[Jazz.*îñ.*Rome\]$/);
  expect(words.browse.dates(2)).toMatch(/^\[2 ðåţéš.*\]$/);
});
