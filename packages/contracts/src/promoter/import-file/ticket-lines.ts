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
  const text = String(value).trim();
  return /^\d{1,9}$/.test(text) ? Number(text) : "has a number of tickets that is no whole number";
}

/** An amount as people write it (`25`, `25.5`, `25,50`) in minor units, or what is wrong with it. */
function minorUnits(value: unknown, currency: string): number | string {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  const [, units = "", fraction = ""] = /^(\d{1,9})(?:[.,](\d{1,4}))?$/.exec(text) ?? [];
  if (units === "") return "has a price that is no amount: 25 or 25.00";
  const digits = fractionDigits(currency);
  const needed = fraction.replace(/0+$/, "");
  if (needed.length > digits) return `has a price with more decimals than ${currency} has`;
  const minor = Number(units) * 10 ** digits + Number(needed.padEnd(digits, "0") || 0);
  return minor > MOST_MINOR ? "has a price that is too high" : minor;
}

function fractionDigits(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch (error) {
    // No currency code at all: that is said of the currency itself.
    if (error instanceof RangeError) return 2;
    throw error;
  }
}
