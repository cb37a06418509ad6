import type { PaymentsSettings } from "./back-door.ts";
import { type ChargeInput, type DisputeStatus, type Metadata, PaymentsError, type RefundInput } from "./charge.ts";

const MAX_AMOUNT = 1_000_000_000_000;
const MAX_DELAY_MS = 3_600_000;
const MAX_PER_SECOND = 1_000_000;
const MAX_METADATA = 20;

/** @throws PaymentsError `invalid`, naming the field */
export function parseCharge(body: Buffer): ChargeInput {
  const fields = fieldsOf(body);
  const returnUrl = fields.get("return_url") ?? null;
  if (returnUrl !== null && !(typeof returnUrl === "string" && isWebAddress(returnUrl))) throw wrong("return_url");
  return { ...shared(fields), card: textOf(fields, "card"), returnUrl, metadata: metadataOf(fields.get("metadata")) };
}

/** @throws PaymentsError `invalid`, naming the field */
export function parseRefund(body: Buffer): RefundInput {
  const fields = fieldsOf(body);
  return { ...shared(fields), charge: textOf(fields, "charge") };
}

/** @throws PaymentsError `invalid`, naming the field */
export function parseDispute(body: Buffer): { charge: string; status: DisputeStatus } {
  const fields = fieldsOf(body);
  const status = textOf(fields, "status");
  if (status !== "open" && status !== "won" && status !== "lost") throw wrong("status");
  return { charge: textOf(fields, "charge"), status };
}

/** The settings that are named, or what is wrong with them. */
export function parseSettings(body: Buffer): Partial<PaymentsSettings> | { pointer: string; detail: string }[] {
  const errors: { pointer: string; detail: string }[] = [];
  const settings: Partial<PaymentsSettings> = {};
  const whole = (name: string, given: unknown, most: number): number => {
    if (typeof given === "number" && Number.isInteger(given) && given >= 0 && given <= most) return given;
    errors.push({ pointer: `/${name}`, detail: `A whole number from 0 to ${most}.` });
    return 0;
  };
  for (const [name, given] of fieldsOf(body)) {
    if (name === "url" && (given === null || (typeof given === "string" && isWebAddress(given)))) settings.url = given;
    else if (name === "copies") settings.copies = whole(name, given, 10);
    else if (name === "minDelayMs") settings.minDelayMs = whole(name, given, MAX_DELAY_MS);
    else if (name === "maxDelayMs") settings.maxDelayMs = whole(name, given, MAX_DELAY_MS);
    else if (name === "clockOffsetMs") settings.clockOffsetMs = whole(name, given, 24 * MAX_DELAY_MS);
    else if (name === "balance") settings.balance = given === null ? null : whole(name, given, MAX_AMOUNT);
    else if (name === "refundsPerSecond")
      settings.refundsPerSecond = given === null ? null : whole(name, given, MAX_PER_SECOND);
    else errors.push({ pointer: `/${name}`, detail: "Not a setting, or not a value of it." });
  }
  return errors.length > 0 ? errors : settings;
}

function shared(fields: ReadonlyMap<string, unknown>): { reference: string; amount: number; currency: string } {
  const amount = fields.get("amount");
  if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 1 || amount > MAX_AMOUNT)
    throw wrong("amount");
  const currency = textOf(fields, "currency");
  if (!/^[A-Z]{3}$/.test(currency)) throw wrong("currency");
  return { reference: textOf(fields, "reference"), amount, currency };
}

function metadataOf(value: unknown): Metadata | null {
  if (value === undefined || value === null) return null;
  const entries = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : null;
  if (entries === null || entries.length > MAX_METADATA) throw wrong("metadata");
  return Object.fromEntries(
    entries.map(([name, text]: [string, unknown]) => {
      if (name.length > 40 || typeof text !== "string" || text.length > 200) throw wrong("metadata");
      return [name, text];
    }),
  );
}

function textOf(fields: ReadonlyMap<string, unknown>, name: string): string {
  const value = fields.get(name);
  if (typeof value === "string" && /^[\x21-\x7e]{1,200}$/.test(value)) return value;
  throw wrong(name);
}

function fieldsOf(body: Buffer): Map<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return new Map(Object.entries(value));
  } catch {
    // Refused below.
  }
  throw wrong("");
}

const wrong = (field: string) =>
  new PaymentsError(400, "invalid", `${field === "" ? "The body" : field} is not valid.`);
const isWebAddress = (text: string): boolean => /^https?:$/.test(URL.parse(text)?.protocol ?? "");
