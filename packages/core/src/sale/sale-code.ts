import type { CodeId, QuotaId, TicketTypeId } from "../ids.ts";
import type { Instant } from "../instant.ts";

/** A promo, access or presale code. Its uses count tickets. */
export interface SaleCode extends CodeEffect {
  readonly id: CodeId;
  /** As its promoter wrote it. */
  readonly code: string;
  /** `null`: without limit. */
  readonly maxUses: number | null;
  /** Its unused uses are kept free in this quota. */
  readonly blocksQuotaId: QuotaId | null;
  readonly bypassesQuotas: boolean;
  readonly opensHidden: boolean;
  readonly opensPresale: boolean;
  /** `null`: every ticket type. */
  readonly ticketTypeIds: readonly TicketTypeId[] | null;
  readonly disabled: boolean;
  readonly validFrom: Instant | null;
  readonly validUntil: Instant | null;
}

/** What it makes of a ticket's price: `value` is hundredths of a per cent off, minor units off, or another price. */
export interface CodeEffect {
  readonly effect: "none" | "percent" | "amount" | "price";
  readonly value: number;
}

/** The form in which codes are compared: upper case, without spaces. */
export const codeKey = (typed: string): string => typed.replace(/\s+/gu, "").toUpperCase();

/** Whether the code is one for tickets of this type. */
export const isFor = ({ ticketTypeIds }: SaleCode, type: TicketTypeId): boolean =>
  ticketTypeIds?.includes(type) ?? true;

/** Why the code cannot be used at `now`, whatever it is used for; `null` when it can. */
export function codeRefusal(code: SaleCode | null, now: Instant): "unknown" | "expired" | "not-yet" | null {
  if (code === null) return "unknown";
  if (code.disabled || (code.validUntil !== null && code.validUntil <= now)) return "expired";
  return code.validFrom !== null && code.validFrom > now ? "not-yet" : null;
}
