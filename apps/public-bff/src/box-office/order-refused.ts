import { ProblemError } from "@liveotter/contracts/http/problem-reply";
import { DatabaseError } from "@liveotter/database/database-error";
import type { HoldDoc } from "./hold-doc.ts";
import { detailOf, refusalOf } from "./order-store.ts";
import {
  anotherRequest,
  changed,
  codeRefused,
  codeShort,
  lapsed,
  notOnSale,
  saleStopped,
  soldOut,
  tooFewLeft,
  withdrawn,
} from "./refuse.ts";

const FOREIGN_KEY_VIOLATION = "23503";

/** Why Postgres did not place an order of this hold, for its fan. Anything that is no refusal is returned as it came. */
export function orderRefused(error: unknown, doc: HoldDoc): unknown {
  const detail = detailOf(error);
  // What it was for was deleted this very moment, between the look and the write.
  if (error instanceof DatabaseError && error.code === FOREIGN_KEY_VIOLATION) return changed();
  switch (refusalOf(error)) {
    case "LO001": {
      const left = Number(detail.left ?? 0);
      const lines = linesIn(detail.items, doc);
      if (lines.length > 0) return tooFewLeft(lines.map((line) => ({ line, left })));
      return soldOut([{ pool: String(detail.quotaId), left }], doc.pools, null);
    }
    case "LO002":
    case "LO005":
    case "LO008":
      return lapsed();
    case "LO003":
      return detail.reason === "over" ? codeRefused("expired") : codeShort(Number(detail.left ?? 0));
    case "LO004": {
      const limit = Number(detail.limit);
      const said = `At most ${limit} tickets for one fan.`;
      return new ProblemError("over-limit", { detail: said, limit, limitOf: "most-per-fan" });
    }
    case "LO006":
      return notSold(detail, doc);
    case "LO007":
      return anotherRequest();
    default:
      return error;
  }
}

function notSold({ reason, items }: Readonly<Record<string, unknown>>, doc: HoldDoc): ProblemError {
  switch (reason) {
    case "withdrawn": {
      const lines = linesIn(items, doc);
      return lines.length > 0 ? withdrawn(lines) : saleStopped("withdrawn", doc.lines.length);
    }
    case "cancelled":
    case "postponed":
    case "stopped":
      return notOnSale(reason);
    default:
      return changed();
  }
}

/** The places of lines that Postgres named by ticket type and performance; a pass has lines without a performance. */
function linesIn(items: unknown, { lines }: HoldDoc): number[] {
  const named: readonly unknown[] = Array.isArray(items) ? items : [];
  return lines.flatMap(({ ticketTypeId, performanceId }, line) =>
    named.some((item) => {
      const { ticketTypeId: type, performanceId: night } = Object(item);
      return type === ticketTypeId && (performanceId === null || night === performanceId);
    })
      ? [line]
      : [],
  );
}
