import type { CodeId, QuotaId, TicketTypeId } from "@liveotter/core/ids";
import type { Instant } from "@liveotter/core/instant";
import { sql } from "drizzle-orm";
import { epochMs } from "../public/catalogue-json.ts";

/** What a code does. */
export interface CodeDraft {
  /** Empty: none. */
  readonly tag: string;
  readonly effect: "none" | "percent" | "amount" | "price";
  readonly value: number;
  readonly maxUses: number | null;
  readonly blocksQuotaId: QuotaId | null;
  readonly bypassesQuotas: boolean;
  readonly opensHidden: boolean;
  readonly opensPresale: boolean;
  readonly ticketTypeIds: readonly TicketTypeId[] | null;
  readonly validFrom: Instant | null;
  readonly validUntil: Instant | null;
}

export interface MyCode extends CodeDraft {
  readonly id: CodeId;
  readonly code: string;
  readonly version: number;
  /** Tickets of orders that are pending or paid. */
  readonly used: number;
  readonly disabled: boolean;
  readonly createdAt: Instant;
}

/** A `MyCode` of `c`. */
export const myCodeJson = sql`json_build_object('id', c.id, 'code', c.code, 'version', c.version, 'tag', c.tag,
  'effect', c.effect, 'value', c.value, 'maxUses', c.max_uses, 'used', c.used, 'blocksQuotaId', c.blocks_quota_id,
  'bypassesQuotas', c.bypasses_quotas, 'opensHidden', c.opens_hidden, 'opensPresale', c.opens_presale,
  'ticketTypeIds', c.ticket_type_ids, 'validFrom', ${epochMs(sql`c.valid_from`)},
  'validUntil', ${epochMs(sql`c.valid_until`)}, 'disabled', c.disabled, 'createdAt', ${epochMs(sql`c.created_at`)})`;
