import { minorDigits } from "@liveotter/core/money";
import { bothReadings, FILE_NUMBERS, typedNumber } from "@liveotter/core/typed-number";
import type { Meaning, MeantRow } from "./columns.ts";

export interface TicketLine {
  readonly name: string;
  /** Minor units. */
  readonly price: number;
  /** How many there are; null: without limit. */
  readonly quota: number | null;
}

/** As many as an event may have; what is made of them is multiplied by its performances. */
const MOST = 50;

/** As the API has it. */
const MOST_MINOR = 1_000_000_000;

type Refuse = (meaning: Meaning, detail: string) => void;

/**
 * The ticket types of a row: in `tickets`, `Standard:25.00:300|VIP:80` (name, price in the currency's main unit, how
 * many), in JSON a list of objects with these as fields; or one, `Standard`, by `price` and `quota`.
 */
export function ticketLines(row: MeantRow, currency: string, refuse: Refuse): TicketLine[] {
  const tickets = row.value("tickets");
  if (tickets !== undefined) {
    const parts = partsOf(tickets);
    if (parts.length <= MOST) return parts.flatMap((part) => lineOf(part, "tickets", currency, refuse));
    refuse("tickets", `has more than ${MOST} of them`);
    return [];
  }
  const price = row.value("price");
  if (price === undefined) {
    if (row.value("quota") !== undefined) refuse("quota", "needs a price beside it");
    return [];
  }
  return lineOf({ name: "Standard", price, quota: row.value("quota") }, "price", currency, refuse);
}

function partsOf(tickets: unknown): unknown[] {
  if (Array.isArray(tickets)) return tickets;
  if (typeof tickets !== "string") return [tickets];
  const parts = tickets.split(/[|;]/).filter((part) => part.trim() !== "");
  return parts.map((part) => {
    const [, name = part, price, quota] = /^(.*?):([^:]*)(?::([^:]*))?$/.exec(part) ?? [];
    return { name, price, quota };
  });
}

function lineOf(part: unknown, meaning: Meaning, currency: string, refuse: Refuse): TicketLine[] {
  if (typeof part !== "object" || part === null) {
    refuse(meaning, "is no list of tickets: Standard:25.00:300|VIP:80");
    return [];
  }
  const given: Readonly<Record<string, unknown>> = { ...part };
  const price = minorUnits(given.price, currency);
  const quota = given.quota === undefined || given.quota === "" || given.quota === null ? null : whole(given.quota);
  const name = typeof given.name === "string" ? given.name.trim() : "";
  if (name === "") refuse(meaning, "has a ticket without a name");
  if (typeof price === "string") refuse(meaning, price);
  if (typeof quota === "string") refuse(meaning === "price" ? "quota" : meaning, quota);
  if (typeof price === "string" || typeof quota === "string") return [];
  return [{ name, price, quota }];
}

function whole(value: unknown): number | string {
  const number = typedNumber(textOf(value), { decimals: 0, style: FILE_NUMBERS });
  if (number.is === "ambiguous") return `has an unclear number of tickets: ${bothReadings(number)}`;
  return number.is === "number" && number.value < 1e9
    ? number.value
    : "has a number of tickets that is no whole number";
}

/**
 * An amount (`25`, `25.5`, `25,50`, `1 500`) in minor units, or what is wrong with it. A file has no reader whose
 * language could tell whether `1.500` is a thousand and a half or one and a half.
 */
function minorUnits(value: unknown, currency: string): number | string {
  const number = typedNumber(textOf(value), { decimals: minorDigits(currency), style: FILE_NUMBERS });
  switch (number.is) {
    case "number":
      return number.value > MOST_MINOR ? "has a price that is too high" : number.value;
    case "ambiguous":
      return `has an unclear price: ${bothReadings(number)}`;
    case "too-precise":
      return `has a price with more decimals than ${currency} has`;
    case "no-number":
      return "has a price that is no amount: 25 or 25.00";
  }
}

/** A number of JSON in the digits of a file: `1.5`, and never `1e+21`. */
const textOf = (value: unknown): string =>
  typeof value === "number" ? plainText(value) : typeof value === "string" ? value : "";

const plainText = (value: number): string => {
  const text = String(value);
  // Padded, three decimals cannot be taken for thousands: JSON has only one decimal separator.
  return /\.\d{3}$/.test(text) ? `${text}0` : text;
};
