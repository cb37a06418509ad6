/** The separators a reader is used to, as their language writes numbers: `1.500,25` is `{ decimal: ",", group: "." }`. */
export interface NumberStyle {
  readonly decimal: string;
  /** Between thousands. Spaces and apostrophes are understood in every style. */
  readonly group: string;
}

/** How exports write numbers. For text without a reader, such as a file: a single comma or point proves nothing there. */
export const FILE_NUMBERS: NumberStyle = { decimal: ".", group: "" };

/** How a language (BCP 47) writes numbers. */
export function numberStyle(language: string): NumberStyle {
  const parts = new Intl.NumberFormat(language, { useGrouping: "always" }).formatToParts(1234.5);
  const separator = (type: "decimal" | "group") => parts.find((part) => part.type === type)?.value ?? "";
  return { decimal: separator("decimal"), group: separator("group") };
}

export type TypedNumber =
  /** A whole number of 10^-decimals. */
  | { readonly is: "number"; readonly value: number }
  | Ambiguous
  | { readonly is: "too-precise" }
  | { readonly is: "no-number" };

export interface Ambiguous {
  readonly is: "ambiguous";
  readonly typed: string;
  readonly readings: readonly [thousands: Reading, decimals: Reading];
}

export interface Reading {
  /** As the reader's language writes it: `1,500.00`. */
  readonly shown: string;
  /** What to type instead: `1500`. `null` where it has more decimals than are possible. */
  readonly plain: string | null;
}

export interface TypedNumberRules {
  readonly decimals: number;
  readonly style: NumberStyle;
  /** A reading above this is ruled out, in units of 10^-decimals. */
  readonly most?: number;
}

/** Also for `1,0000`, which is ten thousand where thousands of thousands are counted in fours. */
const TOO_PRECISE: TypedNumber = { is: "too-precise" };

/** Longer numbers exceed every limit, and would lose precision. */
const MOST_DIGITS = 12;

/**
 * Reads an amount, a percentage or a quantity as people type it; never negative. A single point or comma before exactly
 * three digits (`1.500`) separates thousands in some languages and decimals in others: it is read as `style` has it,
 * unless that makes no sense with so many `decimals`, and is ambiguous otherwise.
 */
export function typedNumber(typed: string, rules: TypedNumberRules): TypedNumber {
  const parts = partsOf(inAscii(typed));
  if (parts === null) return { is: "no-number" };
  const { whole, separator, fraction } = parts;
  const { decimals, style, most = Number.POSITIVE_INFINITY } = rules;
  const asDecimals =
    separator === "," && fraction.length > Math.max(decimals, 3) ? TOO_PRECISE : numberOf(whole, fraction, decimals);
  if (!isUnclear(parts)) return asDecimals;

  const asThousands = numberOf(whole + fraction, "", decimals);
  if (asThousands.is === "number" && asThousands.value > most) return asDecimals;
  if (separator === style.group) return asThousands;
  // With fewer decimals than digits the zeros would be superfluous: people who write `1.500` euros may mean thousands.
  if (separator === style.decimal && decimals >= fraction.length) return asDecimals;
  return { is: "ambiguous", typed: typed.trim(), readings: readingsOf(parts, rules) };
}

/** `1.500 could mean 1,500.00 or 1.50. Write 1500 or 1.50.` */
export function bothReadings({ typed, readings }: Ambiguous): string {
  const [thousands, decimals] = readings;
  const instead = readings.flatMap(({ plain }) => plain ?? []).join(" or ");
  return `${typed} could mean ${thousands.shown} or ${decimals.shown}. Write ${instead}.`;
}

interface Parts {
  readonly whole: string;
  /** Before the last digits, where it may be a decimal separator; otherwise empty. */
  readonly separator: string;
  readonly fraction: string;
  /** Whether thousands are separated by something else. */
  readonly grouped: boolean;
}

const isUnclear = ({ whole, separator, fraction, grouped }: Parts): boolean =>
  !grouped && /^[.,]$/.test(separator) && fraction.length === 3 && whole.length <= 3 && /[1-9]/.test(whole);

/** `text` in digits before and after the decimal separator; `null` where its separators make no number. */
function partsOf(text: string): Parts | null {
  if (!/^\d+(?:[.,' ٫]\d+)*$/.test(text)) return null;
  const separators = text.replace(/\d/g, "");
  const last = separators.at(-1) ?? "";
  const others = separators.slice(0, -1);
  const isDecimal = last !== "" && ".,٫".includes(last) && !others.includes(last);
  const end = isDecimal ? text.lastIndexOf(last) : text.length;
  const groups = text.slice(0, end).split(/\D/);
  // Thousands are separated by one and the same sign throughout.
  if (new Set(isDecimal ? others : separators).size > 1 || !areGroups(groups)) return null;
  if (groups.length > 1 && others.includes("٫")) return null;
  return {
    whole: groups.join(""),
    separator: isDecimal ? last : "",
    fraction: isDecimal ? text.slice(end + 1) : "",
    grouped: groups.length > 1,
  };
}

/** Groups of three; or, as in India, of two before the last three. */
function areGroups([first = "", ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return true;
  if (first.length > 3 || rest.at(-1)?.length !== 3) return false;
  const middle = rest.slice(0, -1);
  return (
    middle.every(({ length }) => length === 3) || (first.length <= 2 && middle.every(({ length }) => length === 2))
  );
}

function numberOf(whole: string, fraction: string, decimals: number): TypedNumber {
  if (whole.length > MOST_DIGITS) return { is: "no-number" };
  const needed = fraction.replace(/0+$/, "");
  if (needed.length > decimals) return TOO_PRECISE;
  const value = Number(whole + needed.padEnd(decimals, "0"));
  return Number.isSafeInteger(value) ? { is: "number", value } : { is: "no-number" };
}

function readingsOf({ whole, fraction }: Parts, { decimals, style }: TypedNumberRules): [Reading, Reading] {
  const thousands = decimals === 0 ? "" : style.decimal + "0".repeat(decimals);
  const exact = fraction.replace(/0+$/, "").padEnd(decimals, "0");
  const small = Number(whole) + (exact === "" ? "" : style.decimal + exact);
  return [
    { shown: `${Number(whole)}${style.group || ","}${fraction}${thousands}`, plain: `${Number(whole)}${fraction}` },
    { shown: small, plain: exact.length > decimals ? null : small },
  ];
}

/** Digits of any script, and the separators that look alike, as ASCII. */
const inAscii = (text: string): string =>
  text
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "")
    .trim()
    .replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
    .replace(/[．]/g, ".")
    .replace(/[，]/g, ",")
    .replace(/['’‘ʼ＇´`٬]/g, "'")
    .replace(/\p{Zs}/gu, " ");

/** Unicode keeps each script's digits together, from zero to nine. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero--;
  return (code - zero) % 10;
}
