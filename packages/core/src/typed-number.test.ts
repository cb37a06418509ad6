import fc from "fast-check";
import { expect, test } from "vitest";
import { bothReadings, FILE_NUMBERS, type NumberStyle, numberStyle, typedNumber } from "./typed-number.ts";

const [ENGLISH, GERMAN, FRENCH] = [numberStyle("en"), numberStyle("de"), numberStyle("fr")];
// Which apostrophe it is depends on the runtime.
const SWISS: NumberStyle = { ...numberStyle("de-CH"), group: "’" };
const ARABIC: NumberStyle = { decimal: "٫", group: "٬" };
const STYLES = { ENGLISH, GERMAN, FRENCH, SWISS, ARABIC, FILE_NUMBERS };
const EUR = 2;
const JPY = 0;
const KWD = 3;

/** The number, or both readings, or the reason for none. */
function read(text: string, decimals: number, style: NumberStyle): number | string {
  const number = typedNumber(text, { decimals, style });
  if (number.is === "number") return number.value;
  return number.is === "ambiguous" ? bothReadings(number) : number.is;
}

test.each([
  ["1.500", GERMAN, EUR, 150_000],
  ["1,500", ENGLISH, EUR, 150_000],
  ["1,000", ENGLISH, JPY, 1000],
  ["1.000", GERMAN, JPY, 1000],
  ["2,500", ENGLISH, EUR, 250_000],
  ["1.500", ENGLISH, KWD, 1500],
  ["1,500", GERMAN, KWD, 1500],
  ["1.500", GERMAN, KWD, 1_500_000],
  ["1,500", ENGLISH, KWD, 1_500_000],
])("%s is read as the reader's language has it (%o, %i decimals)", (text, style, decimals, value) => {
  expect(read(text, decimals, style)).toBe(value);
});

test.each([
  ["1.500", ENGLISH, EUR, "1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50."],
  ["1,500", GERMAN, EUR, "1,500 could mean 1.500,00 or 1,50. Write 1500 or 1,50."],
  ["1,500", SWISS, EUR, "1,500 could mean 1’500.00 or 1.50. Write 1500 or 1.50."],
  ["1.500", FRENCH, EUR, "1.500 could mean 1\u202f500,00 or 1,50. Write 1500 or 1,50."],
  ["1.500", FILE_NUMBERS, EUR, "1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50."],
  ["2,500", FILE_NUMBERS, EUR, "2,500 could mean 2,500.00 or 2.50. Write 2500 or 2.50."],
  ["1,000", FILE_NUMBERS, JPY, "1,000 could mean 1,000 or 1. Write 1000 or 1."],
  ["1,500", FILE_NUMBERS, KWD, "1,500 could mean 1,500.000 or 1.500. Write 1500 or 1.500."],
  ["1.234", ENGLISH, EUR, "1.234 could mean 1,234.00 or 1.234. Write 1234."],
  ["1.500", ENGLISH, JPY, "1.500 could mean 1,500 or 1.5. Write 1500."],
  ["１．５００", ENGLISH, EUR, "１．５００ could mean 1,500.00 or 1.50. Write 1500 or 1.50."],
])("%s names both readings where the language does not decide (%o, %i decimals)", (text, style, decimals, said) => {
  expect(read(text, decimals, style)).toBe(said);
});

test.each(Object.entries(STYLES))("what has one meaning is understood by every reader: %s", (_, style) => {
  const values: [text: string, decimals: number, value: number][] = [
    ...(
      ["1500", "1 500", "1'500", "1’500", "1\u00a0500", "1\u202f500", "1 500,00", "1'500.00", "1,500.00"] as const
    ).map((text): [string, number, number] => [text, EUR, 150_000]),
    ["1.500,00", EUR, 150_000],
    ["１５００", EUR, 150_000],
    ["１，５００．００", EUR, 150_000],
    ["١٥٠٠٫٥٠", EUR, 150_050],
    ["١٬٥٠٠٫٥٠", EUR, 150_050],
    ["१,५००.००", EUR, 150_000],
    ["12,34,567.50", EUR, 123_456_750],
    ["1,00,000", EUR, 10_000_000],
    ["1.500.000", EUR, 150_000_000],
    ["1,500,000", JPY, 1_500_000],
    ["12.5", EUR, 1250],
    ["12,50", EUR, 1250],
    ["0.500", EUR, 50],
    ["0,500", KWD, 500],
    ["1234.500", EUR, 123_450],
    ["12.00", JPY, 12],
    ["25.0000", EUR, 2500],
    ["1.2550", KWD, 1255],
    ["\u200e12.50\u200e", EUR, 1250],
    ["0", EUR, 0],
    // 0.29 * 100 is 28.999999999999996 in binary fractions.
    ["0.29", EUR, 29],
  ];
  for (const [text, decimals, value] of values) expect(read(text, decimals, style), text).toBe(value);
});

test.each(Object.entries(STYLES))("what is no number, or too precise, is never a guess: %s", (_, style) => {
  const texts = ["", " ", "-1", "+1", "1e3", "12.", ".5", "€5", "5 €", "Infinity", "NaN", "0x10", "½", "5²", "1_500"];
  const wrongGroups = [
    "1 50",
    "15 00",
    "1 5000",
    "1.2.3",
    "1,50,00",
    "1.500 000",
    "1,500.000,0",
    "1..5",
    "1 000.000.000",
  ];
  for (const text of [...texts, ...wrongGroups, "1٫500٫000", "1,5,000", "9".repeat(13)]) {
    expect(read(text, EUR, style), text).toBe("no-number");
  }
  for (const text of ["1234,505", "1,0000", "1.0050", "1234.505", "0.005"]) {
    expect(read(text, EUR, style), text).not.toBeTypeOf("number");
  }
});

test("a share above the whole is ruled out, so that 8,875 per cent has one meaning", () => {
  const share = { decimals: 3, most: 100_000 };
  for (const style of [ENGLISH, GERMAN]) {
    expect(typedNumber("8,875", { ...share, style })).toEqual({ is: "number", value: 8875 });
    expect(typedNumber("8.875", { ...share, style })).toEqual({ is: "number", value: 8875 });
  }
});

test("either reading can be typed as the error suggests, and then means what it says", () => {
  const unclear = fc
    .tuple(fc.integer({ min: 1, max: 999 }), fc.constantFrom(".", ","), fc.integer({ min: 0, max: 999 }))
    .map(([whole, separator, rest]) => ({ whole, rest, text: `${whole}${separator}${String(rest).padStart(3, "0")}` }));
  fc.assert(
    fc.property(
      unclear,
      fc.constantFrom(0, 2, 3),
      fc.constantFrom(...Object.values(STYLES)),
      (given, decimals, style) => {
        const number = typedNumber(given.text, { decimals, style });
        if (number.is !== "ambiguous") return;
        const [thousands, small] = number.readings.map(({ plain }) => plain && read(plain, decimals, style));
        expect(thousands).toBe((given.whole * 1000 + given.rest) * 10 ** decimals);
        if (small !== null) expect(small).toBe((given.whole * 1000 + given.rest) * 10 ** (decimals - 3));
      },
    ),
    { seed: 20261130, numRuns: 2000 },
  );
});
